"""Silk, tulle and curtains."""

import numpy as np

from demo.painting.frame import mix, step
from demo.painting.lens import discs, scattered
from demo.painting.light import bloom, blur, colour, glow, ramp
from demo.painting.noise import clouds

CLOTHS = {
    "ivory": ["#5f5348", "#b8a690", "#ece0cd", "#fffaf0"],
    "pearl": ["#4c5058", "#a3a9b0", "#dfe3e6", "#ffffff"],
    "blush": ["#6d4a45", "#c6988c", "#f0d3c6", "#fff5ee"],
    "night": ["#0a0e1c", "#1f2b4a", "#4d6391", "#b5c8e8"],
}


def silk(frame, mood="ivory"):
    """Draw folds of silk, lit from the side."""
    turn = frame.rng.uniform(-0.9, 0.9)
    x = frame.x * np.cos(turn) + frame.y * np.sin(turn)
    y = frame.y * np.cos(turn) - frame.x * np.sin(turn)
    for strength, size in [(0.30, 2.1), (0.16, 4.3), (0.07, 8.7)]:
        shift = frame.rng.uniform(0, 6.28, 2)
        x, y = (
            x + strength * np.sin(y * size + shift[0]) + strength * 0.4 * np.cos(x * size * 0.7),
            y + strength * np.cos(x * size * 0.8 + shift[1]),
        )
    height = (
        np.sin(x * 7.0) * 0.5 + 0.30 * np.sin(x * 13 + y * 2.5) + 0.12 * np.sin(x * 29 + y * 6)
    )
    return _lit(frame, height, mood)


def _lit(frame, height, mood):
    down, across = np.gradient(height.astype(np.float32), frame.pixel)
    steep = 0.055
    length = np.sqrt(1 + (steep * down) ** 2 + (steep * across) ** 2)
    side = (-0.55 * across - 0.50 * down) * steep
    bright = np.clip((0.66 + side) / length, 0, 1.2)
    shine = np.clip((0.80 + side * 0.9) / length, 0, 1) ** 22
    weave = clouds(frame.shrink(2), 0.6, octaves=3)
    bright = bright * (1 + 0.10 * frame.enlarge(weave))
    canvas = ramp(bright, [0.12, 0.42, 0.72, 1.0], CLOTHS[mood])
    canvas += (0.30 * shine)[..., None] * colour(CLOTHS[mood][3])
    return bloom(canvas, 0.15, 0.03)


def window(frame, mood="ivory"):
    """Draw a thin curtain in front of a bright window."""
    folds = np.zeros_like(frame.x)
    for size, strength in [(9, 0.5), (17, 0.3), (41, 0.2), (90, 0.10)]:
        folds = folds + strength * np.sin(frame.x * size + frame.rng.uniform(0, 6))
    sway = 0.02 * np.sin(frame.y * 3 + frame.rng.uniform(0, 6))
    columns = np.clip(((frame.x + sway) * frame.unit).astype(int), 0, frame.width - 1)
    cloth = folds[0][columns]
    outside = _outside(frame)
    veil = ramp(cloth, [-0.9, -0.2, 0.35, 1.0], CLOTHS[mood])
    through = blur(outside, 0.035 * frame.unit)
    canvas = mix(through, veil * (0.35 + 0.85 * through), 0.62 + 0.25 * np.clip(-cloth, 0, 1))
    open_at = frame.w * frame.rng.choice([0.30, 0.66])
    gap = 0.10 + 0.10 * (frame.y / frame.h) ** 2
    parted = step(gap * 0.75, gap, np.abs(frame.x - open_at))
    canvas = mix(outside * 1.12, canvas, parted)
    fall = step(0.2, 1.25, np.abs(frame.x - open_at) / frame.w * 1.4 + 0.25 * frame.y / frame.h)
    canvas = mix(canvas, canvas * colour("#a58e78"), fall * 0.9)
    return bloom(canvas, 0.40, 0.05, above=0.45)


def _outside(frame):
    """Draw a blurred garden behind the bars of the window."""
    small = frame.shrink(4)
    field = clouds(small, 0.5, octaves=3)
    bright = field + 0.9 * (0.55 - small.y / frame.h)
    back = ramp(bright, [-0.6, 0.1, 0.7], ["#b9c9a4", "#e8ecd2", "#fffdf2"])
    tints = [colour("#fffbe8"), colour("#cfe0a8")]
    lights = scattered(small.between(0.3, 1), 34, (0.03, 0.09), tints, (0.03, 0.16))
    back = discs(back, small, lights, rim=0.2, soft=0.15)
    bars = np.ones((small.height, small.width), np.float32)
    for place in (0.2, 0.5, 0.8):
        bars *= step(0.008, 0.014, np.abs(small.x / frame.w - place)) + 0 * small.y
    for place in (0.33, 0.72):
        bars *= step(0.007, 0.012, np.abs(small.y / frame.h - place)) + 0 * small.x
    back = back * (0.42 + 0.58 * blur(bars, 0.006 * small.unit))[..., None]
    return frame.enlarge(back)


def tulle(frame, mood="pearl"):
    """Draw a veil: thin layers that are brighter where they overlap."""
    small = frame.shrink(1.6)
    light = (frame.w * frame.rng.uniform(0.25, 0.75), frame.h * 0.3)
    away = 0.30 + small.distance(*light) * 0.85
    canvas = ramp(away, [0.0, 0.45, 1.0, 1.7], CLOTHS[mood][::-1]) * 0.62
    lights = scattered(small, 24, (0.05, 0.13), [colour("#fff3dc")], (0.02, 0.12))
    canvas = discs(canvas, small, lights)
    turn = frame.rng.uniform(-0.5, 0.5)
    shine = np.zeros((small.height, small.width), np.float32)
    for _ in range(20):
        shine += _sheet(small, turn)
        turn += frame.rng.normal(0, 0.05)
    canvas += shine[..., None] * colour(CLOTHS[mood][3], 0.62)
    canvas += (glow(small.distance(*light), 0.3) * 0.16)[..., None]
    return bloom(frame.enlarge(canvas), 0.2, 0.03)


def _sheet(frame, turn):
    # A layer begins at a bright line and thins out to one side.
    phase, size = frame.rng.uniform(0, 6.28, 2), frame.rng.uniform(0.8, 2.2)
    across = frame.x * np.cos(turn) + frame.y * np.sin(turn) - frame.w * 0.5
    down = frame.y * np.cos(turn) - frame.x * np.sin(turn)
    fold = (
        across
        - 0.25 * np.sin(down * size + phase[0])
        - 0.10 * np.sin(down * size * 2.3 + phase[1])
    )
    side = np.maximum((fold - frame.rng.normal(0, 0.42)) * frame.rng.choice([-1, 1]), 0)
    begun, soft = np.clip(side / 0.008, 0, 1), frame.rng.uniform(0.015, 0.07)
    thin = 1 / (1 + side / 0.12)
    hem = 1 / (1 + (side / soft) ** 2)
    return begun * (0.05 * thin + 0.13 * hem)
