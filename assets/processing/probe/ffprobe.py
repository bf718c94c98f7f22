"""What ffprobe says of a film."""

from assets.processing.probe import json_output
from assets.processing.probe.errors import ProbeError, ProbeProblem
from assets.processing.video import FfmpegMissing, VideoError, inspection
from assets.processing.video import VideoProblem as Trouble

NAME = "ffprobe"
PROBLEMS = {
    Trouble.OVER_TIME: ProbeProblem.OVER_TIME,
    Trouble.TOO_LARGE: ProbeProblem.OVER_LENGTH,
    Trouble.CRASHED: ProbeProblem.CRASHED,
    Trouble.OVER_MEMORY: ProbeProblem.CRASHED,
}


def read_streams(path, extension):
    """Its container and its streams, but not where it lies."""
    try:
        said = inspection.run_ffprobe(path, extension)
    except FfmpegMissing as error:
        raise ProbeError(ProbeProblem.NO_PROGRAM, NAME) from error
    except VideoError as error:
        raise ProbeError(PROBLEMS.get(error.why, ProbeProblem.NONSENSE), NAME) from error
    whole = said.get("format", {})
    known = {name: value for name, value in whole.items() if name != "filename"}
    return json_output.clean_json({"streams": said.get("streams", []), "format": known})
