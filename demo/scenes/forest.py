"""A forest with rays of light."""

import numpy as np

from demo.painting.frame import mix, step
from demo.painting.light import bloom, blur, colour, glow, ramp
from demo.painting.noise import clouds, ridge
from demo.painting.outlines import Cutter

TINTS = {
    "gold": ["#fff0c4", "#e0b878", "#7d6a44", "#17160f"],
    "green": ["#f3f6d8", "#b9cf97", "#56753f", "#0f1a10"],
    "mist": ["#eef1ee", "#c3cdcb", "#7c8b8a", "#20292a"],
}


def shafts(frame, mood="gold"):
    """Draw layers of trees that fade with the distance, and rays of the sun."""
    sun = (frame.w * frame.rng.uniform(0.3, 0.7), frame.h * frame.rng.uniform(0.12, 0.3))
    canvas = ramp(frame.distance(*sun, stretch=1.2), [0.0, 0.3, 0.8], TINTS[mood][:3])
    leaves = clouds(frame, 0.16, octaves=6, gain=0.62)
    for layer in range(5):
        depth = layer / 4
        canvas = _trunks(frame, canvas, mood, depth)
        canvas = _crowns(
            frame, canvas, np.roll(leaves, 97 * layer * frame.unit // 500, 1), mood, depth
        )
        canvas = mix(canvas, colour(TINTS[mood][0]), glow(frame.distance(*sun), 0.42, 2) * 0.22)
    canvas = _ground(frame, canvas, mood, sun)
    canvas += (_rays(frame, sun) * 0.5)[..., None] * colour(TINTS[mood][0])
    return bloom(canvas, 0.25, 0.035)


def _trunks(frame, canvas, mood, depth):
    cutter = Cutter(frame)
    number = int((16 - 11 * depth) * frame.w)
    for place in np.linspace(-0.05, frame.w + 0.05, number):
        x = place + frame.rng.normal(0, 0.6 * frame.w / number)
        width = (0.008 + 0.05 * depth**1.6) * frame.rng.uniform(0.7, 1.3)
        lean = frame.rng.normal(0, 0.02)
        ground = frame.h * (0.72 + 0.22 * depth)
        ys = np.linspace(-0.05, ground, 12)
        bend = np.sin(ys * 5 + frame.rng.random() * 6) * 0.003
        widths = width * (
            0.72 + 0.28 * ys / ground + 0.5 * np.clip(ys / ground - 0.93, 0, 1) / 0.07
        )
        cutter.stroke(np.stack([x + lean * (1 - ys) + bend, ys], -1), widths)
    mask = cutter.mask()
    tint = ramp(np.array([depth]), [-0.5, 0.0, 0.5, 1.0], TINTS[mood])[0]
    return mix(canvas, tint, mask * (0.40 + 0.58 * depth))


def _crowns(frame, canvas, leaves, mood, depth):
    hang = frame.h * (0.5 - 0.28 * depth)
    cover = step(0.02, 0.35, leaves + 0.75 * (1 - frame.y / hang) - 0.35 + 0.15 * depth)
    tint = ramp(np.array([depth]), [-0.6, 0.0, 0.5, 1.1], TINTS[mood])[0]
    return mix(canvas, tint, cover * (0.22 + 0.42 * depth))


def _ground(frame, canvas, mood, sun):
    first = int(frame.h * 0.70 * frame.unit)
    strip = frame.rows(first, frame.height)
    rough = clouds(strip, 0.10, stretch=3, octaves=6, gain=0.65)
    edge = frame.h * 0.79 + 0.015 * ridge(frame.rng, frame.x + 1, 0.5)
    below = strip.y - edge
    light = glow(np.abs(strip.x - sun[0]), 0.40, 2) * np.clip(1.2 - below * 4, 0.1, 1)
    lit = np.clip(light * (0.75 + 0.25 * rough) + 0.12 + 0.06 * rough, 0, 0.85)
    tint = mix(colour(TINTS[mood][3]), colour(TINTS[mood][1]), lit)
    cover = step(-0.06, 0.09, below + 0.02 * rough) * 0.93
    canvas[first:] = mix(canvas[first:], tint, cover)
    return canvas


def _rays(frame, sun):
    """Draw rays around the sun, as a mask."""
    small = frame.shrink(4)
    angle = np.arctan2(small.x - sun[0], small.y - sun[1])
    knots = frame.rng.random(90).astype(np.float32)
    bands = np.interp(angle, np.linspace(-np.pi, np.pi, 90), knots)
    fine = np.interp(angle, np.linspace(-np.pi, np.pi, 300), frame.rng.random(300))
    rays = step(0.45, 1.0, 0.7 * bands + 0.35 * fine)
    away = small.distance(*sun)
    rays = rays * step(0.02, 0.25, away) * np.exp(-away / 0.75)
    return frame.enlarge(blur(rays.astype(np.float32), 0.006 * small.unit))
