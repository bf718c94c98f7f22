"""The couple, small in a landscape or close against the light."""

import numpy as np

from demo.painting import figures
from demo.painting.frame import mix, step
from demo.painting.lens import discs, scattered
from demo.painting.light import bloom, blur, colour, glow, ramp
from demo.painting.noise import clouds, ridge
from demo.painting.outlines import Cutter
from demo.scenes import land, sea, sky
from demo.scenes.meadow import Row, blades
from demo.scenes.sky import Outlook

WOODS = {
    "gold": ["#fff1cc", "#f0b45e", "#96622c", "#2a1a10"],
    "rose": ["#ffe6d8", "#e79a86", "#84475a", "#22121f"],
    "green": ["#fbf6d0", "#c8c876", "#5f7a3c", "#131c10"],
}
POSES = {"hands": figures.hand_in_hand, "faces": figures.face_to_face}


def on_a_ridge(frame, mood="gold", pose="hands"):
    horizon = frame.h * 0.52
    x = frame.w * frame.rng.choice([0.34, 0.38, 0.62, 0.66])
    look = Outlook(mood, horizon, (x + frame.rng.uniform(-0.10, 0.10), horizon - 0.05))
    canvas = sky.drifting(frame, sky.air(frame, look), look, 0.45)
    canvas = land.ranges(frame, sky.disc(frame, canvas, look, 0.032), look, 6, 0.62)
    hill = 0.05 * np.exp(-(((frame.x - x) / 0.4) ** 2))
    ground = frame.h * 0.84 - hill + 0.012 * ridge(frame.rng, frame.x + 1, 0.3)
    blades = land.conifers(frame.rng, frame.x + 1, 0.004) * 0.5
    mask = step(-frame.pixel, frame.pixel, frame.y - ground + blades)
    cutter = Cutter(frame)
    foot = float(np.interp(x, frame.x[0], ground[0])) + 0.012
    POSES[pose](cutter, x, foot, 0.27)
    mask = np.maximum(mask, cutter.mask())
    return bloom(_against(canvas, mask, colour(land.AIR[mood][3])), 0.3, 0.025)


def on_the_beach(frame, mood="rose", pose="faces"):
    horizon = frame.h * 0.56
    x = frame.w * frame.rng.choice([0.36, 0.5, 0.62])
    look = Outlook(mood, horizon, (x + frame.rng.uniform(-0.05, 0.05), horizon - 0.06))
    canvas = sky.drifting(frame, sky.air(frame, look), look, 0.55)
    canvas = sea.water(frame, sky.disc(frame, canvas, look, 0.04), look)
    foot, cutter = frame.h * 0.86, Cutter(frame)
    POSES[pose](cutter, x, foot, 0.50)
    mask, shade = cutter.mask(), colour(land.AIR[mood][3])
    shore = frame.h * 0.80 + 0.012 * ridge(frame.rng, frame.x + 1, 0.5)
    wet = step(0.0, frame.h * 0.10, frame.y - shore)
    canvas = mix(canvas, canvas * 0.72 + colour(land.AIR[mood][2], 0.25), wet)
    canvas = mix(canvas, shade, _reflected(frame, mask, foot) * 0.62)
    return bloom(_against(canvas, mask, shade), 0.3, 0.03)


def _reflected(frame, mask, foot):
    """Mirror the couple in the wet sand, shortened and slightly distorted."""
    first = min(int(foot * frame.unit), frame.height - 2)
    strip = frame.rows(first, frame.height)
    rows = first - (np.arange(strip.height) / 0.8).astype(int)[:, None]
    waves = clouds(strip, 0.03, stretch=6, octaves=3) * 0.012 * frame.unit
    columns = np.arange(frame.width)[None, :] + waves.astype(int)
    mirrored = np.zeros_like(mask)
    mirrored[first:] = mask[np.clip(rows, 0, first), np.clip(columns, 0, frame.width - 1)]
    return blur(mirrored, 0.003 * frame.unit)


def in_the_light(frame, mood="gold", pose="faces"):
    """Draw the couple close up against a low sun, with blurred lights behind."""
    codes = WOODS[mood]
    small = frame.shrink(2)
    sun = (frame.w * frame.rng.uniform(0.42, 0.58), frame.h * frame.rng.uniform(0.20, 0.36))
    back = ramp(small.distance(*sun, stretch=1.15), [0.0, 0.35, 0.8, 1.5], codes)
    back *= (1 + 0.28 * clouds(small, 0.35, octaves=3))[..., None]
    tints = [colour(code) for code in codes[:3]]
    lights = scattered(small.between(0, 0.8), 90, (0.02, 0.085), tints, (0.10, 0.55))
    canvas = frame.enlarge(discs(back, small, lights))
    x, height = frame.w * frame.rng.uniform(0.45, 0.55), 0.98 if frame.is_upright else 0.80
    foot = frame.h * 0.93 if frame.is_upright else frame.h + 0.02
    cutter = Cutter(frame)
    POSES[pose](cutter, x, foot, height)
    canvas = _thin_veil(frame, canvas, x + 0.10 * height, foot, height)
    couple = blur(cutter.mask(), 0.0035 * frame.unit)
    canvas = _against(canvas, couple, colour(codes[3], 0.8), wrap=0.55)
    canvas = blades(frame, canvas, codes, sun, Row(0.80, 90))
    canvas += glow(frame.distance(*sun), 0.30, 2.0)[..., None] * colour(codes[1], 0.32)
    return bloom(canvas, 0.35, 0.04, above=0.5)


def _thin_veil(frame, canvas, x, foot, height):
    folds = np.zeros((frame.height, frame.width), np.float32)
    for _ in range(5):
        cutter = Cutter(frame)
        lift = frame.rng.uniform(-0.12, 0.10)
        cutter.shape(figures.veil(x, foot, height, wind=frame.rng.uniform(0.6, 1.0), lift=lift))
        mask = cutter.mask()
        folds += 0.10 * mask + 0.16 * np.clip(mask - blur(mask, 0.008 * frame.unit), 0, 1)
    return mix(canvas, canvas * 0.5 + colour("#fff6e8", 0.62), np.clip(folds, 0, 0.8))


def _against(canvas, mask, shade, wrap=0.35):
    """Add a dark shape with light wrapping around its edges."""
    unit = min(mask.shape)
    soft = blur(canvas * (1 - mask)[..., None], 0.006 * unit)
    wide = blur(canvas * (1 - mask)[..., None], 0.03 * unit)
    return mix(canvas, shade + wrap * soft + 0.12 * wide, mask)
