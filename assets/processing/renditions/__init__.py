"""Pictures of three sizes out of any still, from one look at it."""

import os

# Read when numpy and LibRaw are loaded: work is spread over processes, and these have to fork.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from assets.processing.recipes import RECIPE, recipe
from assets.processing.renditions.renderer import look
from assets.processing.renditions.sandboxed_renderer import draw, path_of

__all__ = ["RECIPE", "draw", "look", "path_of", "recipe"]
