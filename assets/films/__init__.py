"""Films: what is in them, a still to know them by, and a form that every browser plays."""

from assets.films.conversion import RECIPE, playable
from assets.films.footage import is_playable
from assets.films.looking import look
from assets.films.stills import poster
from assets.films.trouble import Broken, NoFfmpeg, Why

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
