"""What a file says of itself, asked of the programs that know its kind of file."""

import re

from assets.intake import kinds
from assets.intake.kinds import Kind
from assets.processing.probe import exiftool, ffprobe
from assets.processing.probe.errors import ProbeError, ProbeProblem
from assets.storage import paths

__all__ = ["ProbeError", "ProbeProblem", "read_all", "stop"]

stop = exiftool.stop

_CONTROL = re.compile("[\x00-\x1f\x7f]")


def read_all(path, extension):
    """All that was said, by the program that said it; Unreadable where none said anything."""
    _check_path(path)
    if kinds.KIND_BY_EXTENSION[extension] is not Kind.FILM:
        return {"exiftool": exiftool.read_tags(path, "-fast")}  # not behind the picture's end
    return _read_video(path, extension)


def _read_video(path, extension):
    """Two programs know half each: what one cannot read, the other often can."""
    said, troubles = {}, []
    for name, ask in {
        "exiftool": lambda: exiftool.read_tags(path),
        "ffprobe": lambda: ffprobe.read_streams(path, extension),
    }.items():
        try:
            said[name] = ask()
        except ProbeError as trouble:
            troubles.append(trouble)
    if not said:
        raise troubles[0]
    return said


def _check_path(path):
    """A path is an argument, and some arguments are orders: only names that we made are passed."""
    sha256 = path.stem.partition("_")[0]
    is_plain = path.is_absolute() and not _CONTROL.search(str(path))
    if not (is_plain and paths.SHA256.fullmatch(sha256) and path.suffix[1:].isalnum()):
        raise ValueError(f"not a file of ours: {str(path)!r}")
