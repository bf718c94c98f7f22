"""Pictures of three sizes out of any still, from one look at it."""

import os

# Read when numpy and LibRaw are loaded: work is spread over processes, and these have to fork.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from assets.processing.recipes import RECIPE, recipe
from assets.processing.renditions.renderer import render
from assets.processing.renditions.sandboxed_renderer import get_path, render_in_sandbox

__all__ = ["RECIPE", "get_path", "recipe", "render", "render_in_sandbox"]
