"""Fractal noise for clouds and ridges."""

import numpy as np
from PIL import Image

from demo.painting.frame import CUBIC, resize


def clouds(frame, size=0.5, stretch=1.0, octaves=5, gain=0.5):
    """Return smooth noise from about -1 to 1. `stretch` makes it wider than high."""
    total, amount, weight = None, 1.0, 0.0
    for octave in range(octaves):
        cells = (frame.w / size / stretch * 2**octave, frame.h / size * 2**octave)
        layer = _cells(frame, *cells)
        grown = (
            layer
            if total is None
            else resize(total, layer.shape[1], layer.shape[0]) + (amount * layer)
        )
        total, weight, amount = grown, weight + amount**2, amount * gain
    return resize(total, frame.width, frame.height) * np.float32(0.6 / np.sqrt(weight))


def _cells(frame, across, down):
    # At four pixels per cell: finer octaves enlarge it further.
    grid = frame.rng.standard_normal((int(down) + 4, int(across) + 4)).astype(np.float32)
    width = min(frame.width, max(8, int(across * 4)))
    height = min(frame.height, max(8, int(down * 4)))
    left, upper = frame.rng.random(2) * 0.9 + 1.0
    box = (left, upper, left + across, upper + down)
    return np.array(Image.fromarray(grid).resize((width, height), CUBIC, box=box))


def ridge(rng, across, size=0.6, octaves=9, gain=0.5):
    """Return heights from about -1 to 1 along a line. A gain over 0.5 makes it rugged."""
    total, amount, weight = np.zeros_like(across), 1.0, 0.0
    for octave in range(octaves):
        cells = across / size * 2**octave + rng.random()
        total += amount * _waves(rng, cells)
        weight, amount = weight + amount**2, amount * gain
    return total * np.float32(0.75 / np.sqrt(weight))


def _waves(rng, cells):
    knots = rng.uniform(-1, 1, int(cells.max()) + 3).astype(np.float32)
    whole = np.floor(cells).astype(int)
    t = cells - whole
    t = t * t * (3 - 2 * t)
    return (knots[whole] * (1 - t) + knots[whole + 1] * t).astype(np.float32)
