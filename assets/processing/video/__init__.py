"""Films: what is in them, a still to know them by, and a form that every browser plays."""

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
