"""Mountain ranges that get paler with the distance."""

import numpy as np

from demo.painting.frame import mix, step
from demo.painting.light import bloom, colour, glow, ramp
from demo.painting.noise import clouds, ridge
from demo.scenes import sky
from demo.scenes.sky import Outlook

AIR = {
    "gold": ["#f4cf9f", "#b58f7c", "#4d4a50", "#15181d"],
    "rose": ["#f0bfa8", "#a97f93", "#4a3f5c", "#16141f"],
    "dawn": ["#e9dfcd", "#a9b6b4", "#566b70", "#182024"],
    "noon": ["#d2dfe4", "#8fa9b4", "#41604f", "#1d2f24"],
    "blue": ["#6f7299", "#414c75", "#1c2744", "#080c18"],
    "storm": ["#b9b8ae", "#7b8486", "#3c464a", "#101517"],
}
LAYERS = 8


def mountains(frame, mood="gold"):
    rng = frame.rng
    horizon = frame.h * rng.uniform(0.40, 0.52)
    x = frame.w * rng.choice([0.26, 0.36, 0.64, 0.74])
    look = Outlook(mood, horizon, (x, horizon - rng.uniform(0.03, 0.12)))
    canvas = sky.drifting(frame, sky.air(frame, look), look, cover=0.42)
    canvas = ranges(frame, sky.disc(frame, canvas, look, 0.03), look)
    return bloom(canvas, 0.22, 0.03)


def ranges(frame, canvas, look, layers=LAYERS, reach=1.0):
    """Draw the ranges from far to near."""
    mists = frame.enlarge(clouds(frame.shrink(4), 0.5, stretch=3.0, octaves=4))
    depths = [layer / (layers - 1) for layer in range(layers)]
    drop = (frame.h - look.horizon) * 0.74 * reach
    ridges = [look.horizon + depth**1.25 * drop - _skyline(frame, depth) for depth in depths]
    edges = [hill - _trees(frame, depth) for hill, depth in zip(ridges, depths, strict=True)]
    for layer, (depth, hill, edge) in enumerate(zip(depths, ridges, edges, strict=True)):
        first, last = _band(frame, edge, edges[layer + 1 :])
        strip = frame.rows(first, last)
        body = _slope(strip, look, depth, hill, mists[first:last])
        cover = step(-0.8 * frame.pixel, 0.8 * frame.pixel, strip.y - edge)
        canvas[first:last] = mix(canvas[first:last], body, cover)
    return canvas


def _band(frame, edge, nearer):
    """Return the first and last row in which a range is visible."""
    hidden = np.min(nearer, axis=0).max() if nearer else frame.h
    first = int(np.clip((edge.min() - 0.01) * frame.unit, 0, frame.height - 1))
    return first, int(np.clip(hidden * frame.unit + 2, first + 1, frame.height))


def _skyline(frame, depth):
    height = 0.075 + 0.07 * (1 - abs(depth - 0.4))
    return height * ridge(frame.rng, frame.x + 3.0, 0.75 - 0.2 * depth)


def _trees(frame, depth):
    if depth < 0.45:
        return np.zeros_like(frame.x)
    return conifers(frame.rng, frame.x + 3.0, 0.004 + 0.020 * (depth - 0.45) ** 1.3)


def conifers(rng, across, size):
    """Return the jagged outline of treetops."""
    tops = np.zeros_like(across)
    for _ in range(3):
        cells = across / (size * rng.uniform(0.7, 1.1))
        whole = np.floor(cells).astype(int)
        heights = rng.random(int(whole.max()) + 2).astype(np.float32) ** 1.5
        away = np.abs(cells - whole - 0.5) * 2
        shape = np.maximum(0, 1 - away**0.75)
        tops = np.maximum(tops, shape * heights[whole] * size * 2.6)
    return tops


def _slope(frame, look, depth, hill, mists):
    """Draw a range that fades into the mist of the valley in front of it."""
    codes = AIR[look.mood]
    body = ramp(np.array([depth]), [0.0, 0.35, 0.72, 1.0], codes)[0]
    below = np.maximum(frame.y - hill, 0.0)
    fog = step(0.0, 0.20 + 0.05 * depth, below + mists * 0.035) * (0.80 - 0.62 * depth)
    shine = glow(np.abs(frame.x - look.sun[0]), 0.45, 1.8) * (1 - depth) ** 1.5
    misty = mix(colour(codes[0]), look.light, np.clip(shine, 0, 1) * 0.7)
    texture = 1 + mists[..., None] * 0.10 * depth
    rim = shine * np.exp(-below / 0.05) * 0.22
    return mix(body * texture + look.light * rim[..., None], misty, fog)
