"""Films: what is in them, a still to know them by, and a form that every browser plays."""

from assets.processing.video.conversion import RECIPE, playable
from assets.processing.video.errors import Broken, NoFfmpeg, Why
from assets.processing.video.footage import is_playable
from assets.processing.video.inspection import look
from assets.processing.video.poster import poster

__all__ = [
    "RECIPE",
    "Broken",
    "NoFfmpeg",
    "Why",
    "is_playable",
    "look",
    "playable",
    "poster",
]
