"""Flowers: petals around a centre, each with a shadow on the next."""

from typing import NamedTuple

import numpy as np

from demo.painting.frame import mix, step
from demo.painting.lens import discs, scattered
from demo.painting.light import bloom, blur, colour, ramp
from demo.painting.noise import clouds
from demo.painting.outlines import Cutter, curve

BLOOMS = {
    "blush": ["#fff4ec", "#f6cfc0", "#dd9d92", "#8e4a4e"],
    "white": ["#fffdf6", "#f3ecdc", "#cfc4ac", "#857a5e"],
    "peach": ["#fff0da", "#fbc796", "#e88f63", "#8f412b"],
    "wine": ["#e9a3a8", "#b04a5e", "#751f3c", "#2c0a1a"],
    "lilac": ["#faf1ff", "#dcc4ea", "#a585c4", "#553b78"],
}
RINGS = 15
DEPTHS, SHADES = [0.0, 0.4, 0.8, 1.4], [0.0, 0.32, 0.72, 1.25]
LEAVES = ["#c9d6a6", "#7f9a6b", "#3f5b41", "#16241c"]


def bouquet(frame, mood="blush"):
    """Draw one flower in focus among blurred ones."""
    canvas = _garden(frame, mood)
    moods = [mood, mood, "white", "peach" if mood == "blush" else "blush"]
    spots = _spots(frame)
    for number, spot in enumerate(spots):
        is_plain = frame.rng.random() > 0.75 and spot != spots[-1]
        _planted(frame, canvas, spot, moods[number % 4], _daisy if is_plain else _ranunculus)
    return bloom(canvas, 0.16, 0.04)


def _spots(frame):
    """Return (x, y, size, blur) of the flowers from back to front. The last one is in focus."""
    spots = []
    for _ in range(9):
        angle, away = frame.rng.uniform(0, 6.28), frame.rng.uniform(0.34, 0.62)
        x = frame.w / 2 + np.cos(angle) * away * frame.w * 0.8
        y = frame.h * 0.54 + np.sin(angle) * away * frame.h * 0.72
        spots.append((x, y, frame.rng.uniform(0.13, 0.24), frame.rng.uniform(0.008, 0.022)))
    middle = frame.w * frame.rng.uniform(0.42, 0.58), frame.h * frame.rng.uniform(0.46, 0.56)
    return [*spots, (*middle, frame.rng.uniform(0.29, 0.34), 0.0)]


def _garden(frame, mood):
    small = frame.shrink(3)
    field = clouds(small, 0.5, octaves=4)
    back = ramp(0.55 + 0.35 * (field + small.y / frame.h), DEPTHS, LEAVES)
    tints = [colour(LEAVES[0]), colour(LEAVES[1]), colour(BLOOMS[mood][1])]
    back = discs(back, small, scattered(small, 45, (0.03, 0.10), tints, (0.05, 0.25)))
    canvas = frame.enlarge(blur(back, 0.01 * small.unit))
    for soft in (0.02, 0.006):
        cutter = Cutter(frame)
        for _ in range(16):
            _leaf(cutter, frame)
        tint = ramp(0.45 + 0.3 * field, DEPTHS, LEAVES)
        canvas = mix(canvas, frame.enlarge(tint), blur(cutter.mask(), soft * frame.unit) * 0.75)
    return canvas


def _leaf(cutter, frame):
    rng = frame.rng
    x, y, turn = rng.random() * frame.w, rng.random() * frame.h, rng.uniform(0, 6.28)
    length, width = rng.uniform(0.15, 0.34), rng.uniform(0.03, 0.07)
    along = np.array([(0, 0), (0.3, 1), (0.7, 0.7), (1, 0), (0.7, -0.7), (0.3, -1)])
    along = along * [length, width]
    turned = along @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    cutter.shape(curve(turned + [x, y]))


def _planted(frame, canvas, spot, mood, petals):
    """Draw a flower in a window of the canvas, blurred as its spot says."""
    x, y, size, soft = spot
    shrink = 3 if soft > 0.012 else 2 if soft else 1
    rows, columns = frame.around(x, y, size * 1.18 + 3 * soft)
    patch = frame.part(rows.start, rows.stop, columns.start, columns.stop)
    if min(patch.width, patch.height) < 8:
        return
    across, down = patch.x[:, ::shrink] - x, patch.y[::shrink] - y
    depth, cover = petals(frame.rng, across / size, down / size)
    tint = ramp(depth, SHADES, BLOOMS[mood])
    if petals is _daisy:
        tint = _with_heart(tint, across / size, down / size)
    layer = np.concatenate([tint * cover[..., None], cover[..., None]], -1)
    if soft:
        layer = patch.enlarge(blur(layer, soft * frame.unit / shrink))
    under = canvas[rows, columns]
    canvas[rows, columns] = under * (1 - np.clip(layer[..., 3:], 0, 1)) + layer[..., :3]


class _Layers(NamedTuple):
    """Angle and distance from the centre, depth and coverage of each pixel of a flower."""

    angle: np.ndarray
    away: np.ndarray
    depth: np.ndarray
    cover: np.ndarray

    def within(self, rows, columns):
        return _Layers(*(layer[rows, columns] for layer in self))

    def lay(self, shade, inside):
        """Lay a petal over the existing ones."""
        self.depth[:] += (shade - self.depth) * inside
        np.maximum(self.cover, inside, out=self.cover)


def _layers(across, down):
    angle, away = np.arctan2(down, across), np.hypot(across, down)
    return _Layers(angle, away, np.full_like(away, 1.4), np.zeros_like(away))


def _ranunculus(rng, across, down):
    """Draw rings of petals, each smaller and darker than the one around it."""
    down = down * (1.0 + rng.uniform(0, 0.12))
    layers = _layers(across, down)
    for ring in range(RINGS):
        inward = ring / RINGS
        radius = 1.0 - 0.93 * inward**0.92
        part = layers.within(*_within(across, down, radius * 1.08))
        number = max(3, round(7 - 4 * inward))
        for petal in range(number):
            middle = (petal + 0.61 * ring) * 2 * np.pi / number + rng.normal(0, 0.12)
            off = np.mod(part.angle - middle + np.pi, 2 * np.pi) - np.pi
            _petal(rng, part, off / (np.pi / number * 1.6), radius, inward)
    return layers.depth, layers.cover


def _within(across, down, radius):
    """Return slices of the rows and columns within the radius."""
    columns = np.searchsorted(across[0], [-radius, radius])
    rows = np.searchsorted(down[:, 0], [-radius, radius])
    return slice(*rows), slice(*columns)


def _petal(rng, layers, off, radius, inward):
    """Draw a petal with a bright rim. `off` is 0 at its middle line and 1 at its sides."""
    curl = off**2
    edge = 1 + rng.normal(0, 0.025) + 0.012 * np.sin(off * 8 + rng.uniform(0, 6))
    edge = radius * edge * (1 - 0.16 * curl - 0.5 * np.clip(curl - 0.7, 0, 1))
    inside = step(-0.008, 0.008, edge - layers.away) * (curl < 1)
    below = np.clip((edge - layers.away) / (0.10 + 0.30 * radius), 0, 1)
    light = 0.13 * np.cos(layers.angle + 2.2)
    shade = 0.14 + 0.62 * below + 0.46 * inward**1.5 - light * (1 - below)
    shade -= 0.17 * np.clip(1 - np.abs(edge - layers.away) / 0.02, 0, 1)
    layers.lay(shade, inside)


def _daisy(rng, across, down):
    """Draw three layers of narrow petals."""
    layers = _layers(across, down)
    for layer in range(3):
        lobes = rng.integers(9, 13)
        wave = np.abs(np.cos((layers.angle + rng.uniform(0, 6)) * lobes / 2))
        edge = (1.0 - 0.14 * layer) * (0.30 + 0.70 * wave**0.42)
        shade = 0.85 - 0.75 * layers.away + 0.22 * (1 - wave) - 0.05 * layer
        layers.lay(shade, step(-0.012, 0.012, edge - layers.away))
    return layers.depth, layers.cover


def _with_heart(tint, across, down):
    """Add a golden centre of small seeds."""
    angle, away = np.arctan2(down, across), np.hypot(across, down)
    seeds = 0.5 + 0.5 * np.sin(away * 120) * np.sin(angle * 21)
    gold = ramp(0.3 + 0.4 * seeds + away * 1.2, [0.0, 0.5, 1.0], ["#fff0b0", "#e0a63c", "#7a4a12"])
    return mix(tint, gold, 1 - step(0.20, 0.24, away))
