"""Grass and seed heads against the sun."""

from typing import NamedTuple

import numpy as np

from demo.painting.frame import mix
from demo.painting.lens import discs, scattered
from demo.painting.light import bloom, blur, colour, glow, ramp
from demo.painting.noise import clouds
from demo.painting.outlines import Cutter, curve

TINTS = {
    "gold": ["#fff0c0", "#f2b65a", "#8f6a2e", "#241a0d"],
    "green": ["#fbf7cf", "#cdd27c", "#64803a", "#121b0c"],
    "rose": ["#ffe9da", "#eda68c", "#8a5660", "#23141d"],
}


def evening(frame, mood="gold"):
    codes = TINTS[mood]
    small = frame.shrink(2)
    sun = (frame.w * frame.rng.uniform(0.25, 0.75), frame.h * frame.rng.uniform(0.22, 0.42))
    back = ramp(small.distance(*sun, stretch=0.9), [0.0, 0.4, 0.95, 1.7], codes)
    back *= (1 + 0.22 * clouds(small, 0.4, octaves=3))[..., None]
    tints = [colour(code) for code in codes[:3]]
    back = discs(back, small, scattered(small.between(0.25, 1), 60, (0.015, 0.06), tints))
    canvas = frame.enlarge(back)
    for row in (Row(0.30, 60, 0.014), Row(0.36, 60, 0.005), Row(0.30, 46)):
        canvas = blades(frame, canvas, codes, sun, row)
    canvas += glow(frame.distance(*sun), 0.35)[..., None] * colour(codes[1], 0.30)
    return bloom(canvas, 0.3, 0.035, above=0.5)


class Row(NamedTuple):
    """Height, density and blur of a row of grass."""

    top: float
    number: int
    soft: float = 0.0


def blades(frame, canvas, codes, sun, row):
    """Draw stalks that bend in the wind, some with a seed head."""
    rng, (top, number, soft) = frame.rng, row
    stalks, ears = Cutter(frame), Cutter(frame)
    wind = rng.uniform(0.05, 0.18)
    for place in np.sort(rng.uniform(-0.1, frame.w + 0.1, int(number * frame.w))):
        tip = frame.h * (top + (1 - top) * rng.beta(1.1, 1.6))
        lean = wind + rng.normal(0, 0.06)
        ys = np.array([frame.h + 0.05, (frame.h + tip) / 2, tip])
        line = curve(np.stack([place + np.array([0, lean * 0.35, lean]), ys], -1), closed=False)
        width = rng.uniform(0.0025, 0.005)
        stalks.stroke(line, np.linspace(1.0, 0.35, len(line)) * width)
        if rng.random() < 0.55:
            _ear(ears, line, rng)
    dark, bright = stalks.mask(), ears.mask()
    if soft:
        dark, bright = blur(dark, soft * frame.unit), blur(bright, soft * frame.unit)
    near = glow(frame.distance(*sun), 0.55, 2.0)
    lit = mix(colour(codes[2], 0.55), colour(codes[0]), near)
    stem = mix(colour(codes[3]), colour(codes[2]), near)
    return mix(mix(canvas, stem, dark * 0.9), lit, bright * 0.72)


def _ear(cutter, line, rng):
    length = rng.integers(6, 11)
    end, before = line[-1], line[-4]
    turn = np.arctan2(*(end - before)[::-1])
    for grain in range(length):
        along = end + (end - before) * (grain * 0.22 - 0.4)
        side = (-1) ** grain * 0.45
        cutter.oval(*along, 0.007, 0.0022, turn + side)
        cutter.stroke(
            [
                along,
                along + 0.022 * np.array([np.cos(turn + side * 0.6), np.sin(turn + side * 0.6)]),
            ],
            0.0012,
            0.7,
        )
