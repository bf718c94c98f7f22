"""Render in the sandbox, and validate the result before it is used."""

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
COLOR_PATTERN = re.compile(r"#[0-9a-f]{6}")
PLACEHOLDER_PATTERN = re.compile(r"[A-Za-z0-9+/]{8,62}={0,2}")


def render_in_sandbox(source, extension, turn, folder, limits=DEFAULT_LIMITS):
    """Return what `render` returns, with files in folder. More memory allows larger images."""
    max_pixels = max(MAX_DECODED_PIXELS, limits.memory // BYTES_PER_PIXEL)
    arguments = source, extension, turn, folder, max_pixels
    result = sandbox.run(render, *arguments, limits=limits, folder=folder)
    return validate_result(result, folder)


def validate_result(result, folder):
    """Return only what can be true. Raise ProcessingError for anything else."""
    # A malicious file may have taken over the sandboxed process.
    try:
        return {
            **{side: _validate_edge(result[side], MAX_EDGE) for side in ("width", "height")},
            "average_color": COLOR_PATTERN.fullmatch(result["average_color"])[0],
            "placeholder": PLACEHOLDER_PATTERN.fullmatch(result["placeholder"])[0],
            "files": [
                _validate_file(*pair, folder) for pair in zip(SIZES, result["files"], strict=True)
            ],
        }
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise ProcessingError(Problem.CRASHED, "the result is invalid") from error


def get_path(file):
    return Path(file["path"])


def _validate_file(size, file, folder):
    # The path comes from us, whatever the result says, and must not be a link to another file.
    path = folder / f"{size.kind}.webp"
    if not S_ISREG(path.lstat().st_mode):
        raise ValueError(path)
    sides = {side: _validate_edge(file[side], size.max_edge) for side in ("width", "height")}
    return {"kind": size.kind, "path": str(path), **sides}


def _validate_edge(pixels, max_pixels):
    if type(pixels) is not int or not 0 < pixels <= max_pixels:
        raise ValueError(pixels)
    return pixels
