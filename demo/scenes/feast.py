"""Candles on a table, and bubbles in a glass."""

from typing import NamedTuple

import numpy as np

from demo.painting.frame import mix, step
from demo.painting.lens import discs, scattered
from demo.painting.light import bloom, blur, colour, glow, ramp
from demo.painting.noise import clouds
from demo.painting.outlines import Cutter
from demo.scenes.lamps import WARM
from demo.scenes.sky import falling

ROOM = ["#0e0a0c", "#2c1a14", "#3a2318", "#1b100b"]
LINEN = ["#8a5a35", "#6b4630", "#2a1a13"]
WAX = ["#ffdf9f", "#d08f4e", "#5d3a22"]
WINE = ["#fff3cf", "#f3cb78", "#b97d2c", "#4e2d10"]
FLAME = [
    *((0.0, 0.02), (0.55, 0.10), (0.85, 0.22), (0.75, 0.38), (0.42, 0.55), (0.12, 0.74)),
    *((0.0, 0.86), (-0.12, 0.72), (-0.45, 0.52), (-0.78, 0.36), (-0.85, 0.20), (-0.5, 0.08)),
]


class Candle(NamedTuple):
    """Position, size and blur of a candle."""

    x: float
    top: float
    foot: float
    size: float
    soft: float


def table(frame, mood="gold"):
    """Draw a long table by candlelight."""
    small, edge = frame.shrink(2), frame.h * 0.60
    lights = scattered(small.between(0, 0.56), 90, (0.015, 0.06), WARM, (0.08, 0.5))
    canvas = frame.enlarge(discs(falling(small, frame.h, ROOM), small, lights))
    along = np.clip((frame.y - edge) / (frame.h - edge), 0, 1)[:, 0]
    weave = frame.enlarge(clouds(small, 0.05, stretch=3, octaves=4))
    linen = ramp(along, [0.0, 0.35, 1.0], LINEN)[:, None, :] * (1 + 0.10 * weave)[..., None]
    canvas = mix(canvas, linen, step(-0.03, 0.03, frame.y - edge) + 0 * frame.x)
    for near in np.linspace(0.0, 1.0, 9):
        _lit(frame, canvas, _candle(frame, near, edge), edge)
    return bloom(canvas, 0.55, 0.02, above=0.5)


def _candle(frame, near, edge):
    # Candles in the middle are in focus. Those far away and very near are blurred.
    size = 0.05 + 0.16 * near**1.3
    foot = edge + 0.02 + (frame.h - edge) * 0.72 * near**1.2
    soft = 0.013 * abs(near - 0.62) / 0.62 + 0.0008
    x, tall = frame.w * frame.rng.uniform(0.06, 0.94), frame.rng.uniform(0.9, 1.5)
    return Candle(x, foot - size * tall, foot, size, soft)


def _lit(frame, canvas, candle, edge):
    """Draw a candle with its flame, its glow and its light on the cloth."""
    x, top, foot, size, soft = candle
    rows, columns = frame.around(x, (top + foot) / 2, size * 3.2)
    patch = frame.part(rows.start, rows.stop, columns.start, columns.stop)
    masks = [blur(mask, soft * frame.unit) for mask in _shapes(patch, candle)]
    wax, flame, heart = (mask[..., None] for mask in masks)
    lit = ramp(np.clip((patch.y[:, 0] - top) / size, 0, 1.5), [0.0, 0.4, 1.5], WAX)
    under = mix(canvas[rows, columns], lit[:, None, :], masks[0])
    spot = _pool(patch.distance(x, foot, stretch=0.3), size * 0.9, size * 3)
    spot *= step(edge, edge + 0.05, patch.y) * 0.22
    under += spot[..., None] * colour("#ffb765")
    under += flame * colour("#ffb24d", 1.2) + heart * colour("#fff4d2", 1.1)
    halo = _pool(patch.distance(x, top - size * 0.25), size * 0.45, size * 2.2)
    canvas[rows, columns] = under + halo[..., None] * colour("#ff9d3f", 0.24)


def _pool(distance, size, reach):
    # Fades to zero at the edge of the patch, which would show otherwise.
    return glow(distance, size, 2.2) * (1 - step(0.4 * reach, reach, distance))


def _shapes(patch, candle):
    x, top, foot, size, _soft = candle
    wax, flame, heart = Cutter(patch), Cutter(patch), Cutter(patch)
    width = size * 0.17
    wax.shape([(x - width, top), (x + width, top), (x + width, foot), (x - width, foot)])
    wax.oval(x, foot, width, width * 0.3)
    wax.oval(x, top, width, width * 0.28)
    flame.shape([(x + across * size * 0.12, top - up * size) for across, up in FLAME])
    low, wide, high = top - size * 0.05, size * 0.06, size * 0.62
    heart.shape([(x + across * wide, low - up * high) for across, up in FLAME])
    return wax.mask(), flame.mask(), heart.mask()


def bubbles(frame, mood="gold"):
    """Draw bubbles that rise in a glass."""
    small, rng = frame.shrink(2), frame.rng
    light = (frame.w * rng.uniform(0.3, 0.7), frame.h * rng.uniform(0.1, 0.5))
    back = ramp(small.distance(*light) * 0.85, [0.0, 0.35, 0.8, 1.3], WINE)
    back = discs(back, small, scattered(small, 60, (0.02, 0.09), WARM, (0.06, 0.35)))
    canvas = frame.enlarge(back)
    pearls = list(_pearls(frame))
    dark, bright = colour("#7a4a14", -0.30), colour("#fff8e0", 0.75)
    shaded = [(x, y, radius, dark) for x, y, radius in pearls]
    shining = [(x - r * 0.3, y - r * 0.3, r * 0.42, bright) for x, y, r in pearls]
    discs(canvas, frame, shaded, rim=0.9, soft=0.25)
    discs(canvas, frame, shining, rim=0, soft=0.6)
    return bloom(np.maximum(canvas, 0), 0.35, 0.02)


def _pearls(frame):
    rng = frame.rng
    for _ in range(int(11 * frame.w)):
        foot, sway = rng.uniform(0, frame.w), rng.uniform(0, 6)
        for y in np.arange(frame.h, 0, -rng.uniform(0.03, 0.06)):
            radius = 0.004 + 0.010 * (1 - y / frame.h) * rng.uniform(0.6, 1.3)
            x = foot + 0.012 * np.sin(y * 9 + sway) + rng.normal(0, 0.003)
            yield x, y + rng.normal(0, 0.01), radius
