"""Videos: inspect them, extract a poster, and convert them for browsers."""

from assets.processing.video.conversion import RECIPE, make_playable
from assets.processing.video.footage import is_playable
from assets.processing.video.inspection import inspect
from assets.processing.video.poster import extract_poster

__all__ = [
    "RECIPE",
    "extract_poster",
    "inspect",
    "is_playable",
    "make_playable",
]
