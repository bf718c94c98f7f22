"""The sky: air, clouds and stars."""

from typing import NamedTuple

import numpy as np

from demo.painting.frame import mix, step
from demo.painting.light import colour, glow, ramp
from demo.painting.noise import clouds

MOODS = {
    "gold": ["#4f6f97", "#9aa3b4", "#f2c795", "#ffd9a0"],
    "rose": ["#4d5c8c", "#a98fb0", "#eeb0a4", "#ffd3ae"],
    "dawn": ["#6f93b0", "#b7c7cd", "#ecdcc6", "#fbe7c8"],
    "noon": ["#5d8fc0", "#8fb4d3", "#c8dbe4", "#e6ecea"],
    "blue": ["#141f3d", "#2c3f6b", "#6a6f97", "#c99a8b"],
    "storm": ["#39434f", "#5f6a74", "#98a0a2", "#cfc7b4"],
}
SUNS = {
    "gold": "#ffdf9e",
    "rose": "#ffc79a",
    "dawn": "#fff0d2",
    "noon": "#fffaf0",
    "blue": "#ffb98a",
    "storm": "#fff0d0",
}


class Outlook(NamedTuple):
    """The mood of the light, the height of the horizon and the position of the sun."""

    mood: str
    horizon: float
    sun: tuple[float, float]

    @property
    def light(self):
        return colour(SUNS[self.mood])


def air(frame, look):
    """Draw the sky down to the horizon, brightest around the sun."""
    canvas = falling(frame, look.horizon, MOODS[look.mood])
    away, light = frame.distance(*look.sun, stretch=0.8), look.light
    canvas += (0.55 * glow(away, 0.28, 2.2))[..., None] * light * 0.5
    canvas += (glow(away, 0.075, 3.0))[..., None] * light * 0.9
    return canvas


def falling(frame, horizon, codes):
    """Draw a gradient of four colours from the zenith down."""
    places = np.array([0.0, 0.45, 0.85, 1.0]) * horizon
    return np.repeat(ramp(frame.y[:, 0], places, codes)[:, None, :], frame.width, axis=1)


def disc(frame, canvas, look, size=0.035):
    away = frame.distance(*look.sun)
    face = 1 - step(size * 0.92, size * 1.08, away)
    return mix(canvas, look.light * 2.4, face)


def drifting(frame, canvas, look, cover=0.5):
    """Draw clouds, lit by the sun, which get flatter toward the horizon."""
    small = frame.shrink(3)
    field = _receding(small, look.horizon)
    above = np.roll(field, max(1, small.unit // 40), axis=0)
    height = np.clip(1 - small.y / look.horizon, 0, 1)
    body = step(0.30 - cover * 0.6, 1.05 - cover * 0.5, field) * step(0.02, 0.3, height)
    near = glow(small.distance(*look.sun, stretch=0.7), 0.6, 1.6)
    lit = np.clip(0.45 + (field - above) * 0.9, 0, 1) * (0.35 + 0.9 * near)
    dim = colour(MOODS[look.mood][1], 0.8)
    tint = mix(dim, look.light, np.clip(lit, 0, 1))
    veil = frame.enlarge(np.clip(body * (0.35 + 0.4 * near), 0, 0.85))
    return mix(canvas, frame.enlarge(tint), veil)


def _receding(frame, horizon):
    """Return noise in the perspective of a plane of clouds seen from below."""
    field = clouds(frame, 0.34, stretch=2.0, octaves=6, gain=0.6)
    height = np.clip(1 - frame.y[:, 0] / horizon, 0.0, 1.0)
    rows = (np.clip(1.25 - 1 / (0.55 + 1.6 * height), 0, 1) * (frame.height - 1)).astype(int)
    return field[rows]


def stars(frame, number, band):
    """Draw stars, most of them faint, and denser in a band."""
    rng = frame.rng
    canvas = frame.blank()
    size = (frame.height, frame.width)
    rows = (rng.random(number) * size[0]).astype(int)
    columns = (rng.random(number) * size[1]).astype(int)
    power = (rng.pareto(1.6, number) + 0.08).clip(0, 6) * 0.16
    warmth = rng.normal(0, 0.12, number)
    tint = np.stack([1 + warmth, np.ones(number), 1 - warmth], -1) * power[:, None]
    for down, across, share in [(0, 0, 1), (0, 1, 0.3), (1, 0, 0.3), (0, -1, 0.3), (-1, 0, 0.3)]:
        at = (np.clip(rows + down, 0, size[0] - 1), np.clip(columns + across, 0, size[1] - 1))
        np.maximum.at(canvas, at, (tint * share).astype(np.float32))
    return canvas * (0.45 + 0.9 * band)[..., None]
