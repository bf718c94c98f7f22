"""What ffprobe says of a film."""

from assets.processing.probe import json_output
from assets.processing.probe.errors import Unreadable, Why
from assets.processing.video import Broken, NoFfmpeg, inspection
from assets.processing.video import Why as Trouble

NAME = "ffprobe"
WHY = {
    Trouble.OVER_TIME: Why.OVER_TIME,
    Trouble.TOO_LARGE: Why.OVER_LENGTH,
    Trouble.CRASHED: Why.CRASHED,
    Trouble.OVER_MEMORY: Why.CRASHED,
}


def said_of(path, extension):
    """Its container and its streams, but not where it lies."""
    try:
        said = inspection.ask(path, extension)
    except NoFfmpeg as error:
        raise Unreadable(Why.NO_PROGRAM, NAME) from error
    except Broken as error:
        raise Unreadable(WHY.get(error.why, Why.NONSENSE), NAME) from error
    whole = said.get("format", {})
    known = {name: value for name, value in whole.items() if name != "filename"}
    return json_output.cleaned({"streams": said.get("streams", []), "format": known})
