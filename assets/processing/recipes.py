"""The sizes of renditions.

Any change needs a new RECIPE: files under the old one never change.
"""

from typing import NamedTuple

RECIPE = "r2"
METHOD = 2
TURNS = (0, 90, 180, 270)


class Size(NamedTuple):
    """A size of renditions. The edge is in pixels; smaller images are not enlarged."""

    kind: str
    max_edge: int
    quality: int


SIZES = (Size("web", 2400, 92), Size("thumbnails", 800, 90), Size("small", 400, 85))
LARGEST = SIZES[0]


def recipe(turn: int = 0) -> str:
    """Return the recipe of renditions rotated by `turn` degrees; it is part of their keys."""
    if turn not in TURNS:
        raise ValueError(f"not a quarter turn: {turn!r}")
    return f"{RECIPE}-{turn}" if turn else RECIPE


def fitted(size: tuple[int, int], max_edge: int) -> tuple[int, int]:
    """Return the size scaled down to fit into a square, in its proportions."""
    width, height = size
    scale = min(1.0, max_edge / max(size))
    return max(1, round(width * scale)), max(1, round(height * scale))
