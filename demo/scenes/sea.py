"""The sea, which mirrors the sky."""

import numpy as np

from demo.painting.frame import mix, resize, step
from demo.painting.light import bloom, colour, glow
from demo.painting.noise import clouds
from demo.scenes import land, sky
from demo.scenes.sky import Outlook

DEEP = {
    "gold": "#2b4a5e",
    "rose": "#3a3f66",
    "dawn": "#6f98a6",
    "noon": "#1f6d8c",
    "blue": "#0d1830",
    "storm": "#2f3d45",
}


def sunset(frame, mood="gold"):
    horizon = frame.h * frame.rng.uniform(0.44, 0.58)
    sun = (frame.w * frame.rng.uniform(0.3, 0.7), horizon - frame.rng.uniform(0.03, 0.10))
    look = Outlook(mood, horizon, sun)
    canvas = sky.drifting(frame, sky.air(frame, look), look, cover=0.62)
    canvas = _islands(frame, sky.disc(frame, canvas, look, 0.026), look)
    return bloom(water(frame, canvas, look), 0.25, 0.03)


def _islands(frame, canvas, look):
    horizon, codes = look.horizon, land.AIR[look.mood]
    center = frame.rng.uniform(0.1, 0.9)
    far = np.exp(-(((frame.x / frame.w - center) / 0.33) ** 2)) * 0.09
    skyline = horizon - far * (0.6 + 0.8 * np.abs(land.ridge(frame.rng, frame.x + 1, 0.3)))
    first, last = int((horizon - 0.2) * frame.unit), int(horizon * frame.unit) + 2
    strip = frame.rows(first, last)
    mist = step(-0.1, 0.02, strip.y - horizon) * 0.6 + 0 * strip.x
    tint = mix(colour(codes[1]), colour(codes[0]), mist)
    cover = step(-frame.pixel, frame.pixel, strip.y - skyline)
    canvas[first:last] = mix(canvas[first:last], tint, cover)
    return canvas


def water(frame, canvas, look):
    """Draw water that mirrors the sky, with glints along the path of the sun."""
    first = int(look.horizon * frame.unit)
    strip = frame.rows(first, frame.height)
    depth = (strip.y - look.horizon) / (frame.h - look.horizon)
    waves = _waves(strip, depth)
    mirror = _mirrored(canvas, first, strip, waves, depth)
    share = np.clip(0.18 + 0.5 * depth + waves * 0.10, 0, 0.9)
    body = mix(mirror, colour(DEEP[look.mood]), share)
    width = 0.05 + 0.28 * depth
    path = glow(np.abs(strip.x - look.sun[0]) / width, 1.0, 2.4)
    glints = step(0.15, 0.75, waves + path * 0.55 - 0.25) * path
    body += (glints * (1.25 - 0.5 * depth) + path * 0.18)[..., None] * look.light
    canvas[first:] = body
    return canvas


def _waves(strip, depth):
    # Waves look small at the horizon and large near the viewer.
    canvas = np.zeros((strip.height, strip.width), np.float32)
    for size, near in [(0.02, 0.0), (0.045, 0.3), (0.10, 0.75)]:
        field = clouds(strip, size, stretch=6.0, octaves=3, gain=0.6)
        canvas += field * np.exp(-(((depth - near) / 0.33) ** 2))
    return canvas


def _mirrored(canvas, first, strip, waves, depth):
    """Return the sky upside down, distorted by the waves."""
    above = canvas[:first][::-1]
    small = resize(above, max(8, above.shape[1] // 6), max(8, above.shape[0] // 6))
    reflected = resize(small, strip.width, strip.height)
    shift = (waves * (4 + 46 * depth) * strip.unit / 1000).astype(int)
    rows = np.clip(np.arange(strip.height)[:, None] + shift, 0, strip.height - 1)
    return reflected[rows, np.arange(strip.width)[None, :]] * 0.86
