"""What a file says of itself, asked of the programs that know its kind of file."""

import re

from assets.intake import kinds
from assets.intake.kinds import Kind
from assets.processing.probe import exiftool, ffprobe
from assets.processing.probe.errors import Unreadable, Why
from assets.storage import paths

__all__ = ["Unreadable", "Why", "end", "read"]

end = exiftool.end

_CONTROL = re.compile("[\x00-\x1f\x7f]")


def read(path, extension):
    """All that was said, by the program that said it; Unreadable where none said anything."""
    _refuse_strange(path)
    if kinds.KINDS[extension] is not Kind.FILM:
        return {"exiftool": exiftool.said_of(path, "-fast")}  # not behind the picture's end
    return _said_of_film(path, extension)


def _said_of_film(path, extension):
    """Two programs know half each: what one cannot read, the other often can."""
    said, troubles = {}, []
    for name, ask in {
        "exiftool": lambda: exiftool.said_of(path),
        "ffprobe": lambda: ffprobe.said_of(path, extension),
    }.items():
        try:
            said[name] = ask()
        except Unreadable as trouble:
            troubles.append(trouble)
    if not said:
        raise troubles[0]
    return said


def _refuse_strange(path):
    """A path is an argument, and some arguments are orders: only names that we made are passed."""
    sha256 = path.stem.partition("_")[0]
    is_plain = path.is_absolute() and not _CONTROL.search(str(path))
    if not (is_plain and paths.SHA256.fullmatch(sha256) and path.suffix[1:].isalnum()):
        raise ValueError(f"not a file of ours: {str(path)!r}")
