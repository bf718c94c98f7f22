"""Render three sizes of any still image from one decode."""

import os

# Read when numpy and LibRaw are loaded. Work is spread over processes, and a process with
# threads must not fork.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from assets.processing.recipes import RECIPE, recipe
from assets.processing.renditions.renderer import render
from assets.processing.renditions.sandboxed_renderer import get_path, render_in_sandbox

__all__ = ["RECIPE", "get_path", "recipe", "render", "render_in_sandbox"]
