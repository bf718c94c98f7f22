"""Read a file's metadata with the programs that know its format."""

import re

from assets.intake import kinds
from assets.intake.kinds import Kind
from assets.processing.probe import exiftool, ffprobe
from assets.processing.problems import ProcessingError
from assets.storage import paths

__all__ = ["read_all", "stop"]

stop = exiftool.stop

_CONTROL = re.compile("[\x00-\x1f\x7f]")


def read_all(path, extension):
    """Return each program's output under its name. Raise ProcessingError if there is none."""
    _check_path(path)
    if kinds.KIND_BY_EXTENSION[extension] is not Kind.FILM:
        # -fast stops at the end of the image, where no metadata is to be expected.
        return {"exiftool": exiftool.read_tags(path, "-fast")}
    return _read_video(path, extension)


def _read_video(path, extension):
    # Each program knows half of the formats: what one cannot read, the other often can.
    outputs, errors = {}, []
    for name, read in {
        "exiftool": lambda: exiftool.read_tags(path),
        "ffprobe": lambda: ffprobe.read_streams(path, extension),
    }.items():
        try:
            outputs[name] = read()
        except ProcessingError as error:
            errors.append(error)
    if not outputs:
        raise errors[0]
    return outputs


def _check_path(path):
    # ExifTool would take some paths for options, so only names that we chose are passed.
    sha256 = path.stem.partition("_")[0]
    is_plain = path.is_absolute() and not _CONTROL.search(str(path))
    if not (is_plain and paths.SHA256.fullmatch(sha256) and path.suffix[1:].isalnum()):
        raise ValueError(f"not a file of ours: {str(path)!r}")
