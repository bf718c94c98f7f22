"""The look from outside: what comes out of the fence is checked before anybody believes it."""

import re
from pathlib import Path
from stat import S_ISREG

from assets.processing import sandbox
from assets.processing.problems import Problem, ProcessingError
from assets.processing.recipes import SIZES
from assets.processing.renditions.renderer import render
from assets.processing.renditions.stills import BYTES_PER_PIXEL, MAX_DECODED_PIXELS
from assets.processing.sandbox import DEFAULT_LIMITS

MAX_EDGE = 1 << 20
SHADE_PATTERN = re.compile(r"#[0-9a-f]{6}")
PLACEHOLDER_PATTERN = re.compile(r"[A-Za-z0-9+/]{8,62}={0,2}")


def render_in_sandbox(source, extension, turn, into, limits=DEFAULT_LIMITS):
    """What `look` sees in SOURCE; its files lie in INTO. More memory is for larger pictures."""
    most = max(MAX_DECODED_PIXELS, limits.memory // BYTES_PER_PIXEL)
    said = sandbox.run(render, source, extension, turn, into, most, limits=limits, into=into)
    return validate_result(said, into)


def validate_result(said, into):
    """As far as it can be true: whatever speaks there may have been taken over by a file."""
    try:
        return {
            **{side: _validate_edge(said[side], MAX_EDGE) for side in ("width", "height")},
            "average_color": SHADE_PATTERN.fullmatch(said["average_color"])[0],
            "placeholder": PLACEHOLDER_PATTERN.fullmatch(said["placeholder"])[0],
            "files": [
                _validate_file(*pair, into) for pair in zip(SIZES, said["files"], strict=True)
            ],
        }
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise ProcessingError(Problem.CRASHED, "what it says cannot be") from error


def get_path(file):
    return Path(file["path"])


def _validate_file(size, said, into):
    """Under the name that we gave it, whatever name it says; and no way to somewhere else."""
    path = into / f"{size.kind}.webp"
    if not S_ISREG(path.lstat().st_mode):
        raise ValueError(path)
    sides = {side: _validate_edge(said[side], size.max_edge) for side in ("width", "height")}
    return {"kind": size.kind, "path": str(path), **sides}


def _validate_edge(pixels, most):
    if type(pixels) is not int or not 0 < pixels <= most:
        raise ValueError(pixels)
    return pixels
