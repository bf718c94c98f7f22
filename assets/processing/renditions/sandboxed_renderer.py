"""The look from outside: what comes out of the fence is checked before anybody believes it."""

import re
from pathlib import Path
from stat import S_ISREG

from assets.processing import sandbox
from assets.processing.recipes import SIZES
from assets.processing.renditions.renderer import look
from assets.processing.renditions.stills import BYTES_A_PIXEL, MOST_PIXELS_AT_ONCE
from assets.processing.sandbox import SAFE, Broken, Why

LARGEST_EDGE = 1 << 20
SHADE = re.compile(r"#[0-9a-f]{6}")
PLACEHOLDER = re.compile(r"[A-Za-z0-9+/]{8,62}={0,2}")


def draw(source, extension, turn, into, limits=SAFE):
    """What `look` sees in SOURCE; its files lie in INTO. More memory is for larger pictures."""
    most = max(MOST_PIXELS_AT_ONCE, limits.memory // BYTES_A_PIXEL)
    said = sandbox.run(look, source, extension, turn, into, most, limits=limits, into=into)
    return believed(said, into)


def believed(said, into):
    """As far as it can be true: whatever speaks there may have been taken over by a file."""
    try:
        return {
            **{side: _edge(said[side], LARGEST_EDGE) for side in ("width", "height")},
            "shade": SHADE.fullmatch(said["shade"])[0],
            "placeholder": PLACEHOLDER.fullmatch(said["placeholder"])[0],
            "files": [_file(*pair, into) for pair in zip(SIZES, said["files"], strict=True)],
        }
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise Broken(Why.CRASHED, "what it says cannot be") from error


def path_of(file):
    return Path(file["path"])


def _file(size, said, into):
    """Under the name that we gave it, whatever name it says; and no way to somewhere else."""
    path = into / f"{size.kind}.webp"
    if not S_ISREG(path.lstat().st_mode):
        raise ValueError(path)
    sides = {side: _edge(said[side], size.longest) for side in ("width", "height")}
    return {"kind": size.kind, "path": str(path), **sides}


def _edge(pixels, most):
    if type(pixels) is not int or not 0 < pixels <= most:
        raise ValueError(pixels)
    return pixels
