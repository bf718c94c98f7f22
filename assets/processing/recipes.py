"""What renditions are made of each picture. Whoever changes anything here writes a new recipe."""

from typing import NamedTuple

RECIPE = "r2"
METHOD = 2
TURNS = (0, 90, 180, 270)


class Size(NamedTuple):
    """LONGEST is an edge in pixels; nothing is ever enlarged to it."""

    kind: str
    max_edge: int
    quality: int


SIZES = (Size("web", 2400, 92), Size("thumbnails", 800, 90), Size("small", 400, 85))
LARGEST = SIZES[0]


def recipe(turn: int = 0) -> str:
    """By its name a rendition turned by its owner is another one than the unturned."""
    if turn not in TURNS:
        raise ValueError(f"not a quarter turn: {turn!r}")
    return f"{RECIPE}-{turn}" if turn else RECIPE


def fitted(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """SIZE within LONGEST by LONGEST, in its proportions."""
    width, height = size
    scale = min(1.0, longest / max(size))
    return max(1, round(width * scale)), max(1, round(height * scale))
