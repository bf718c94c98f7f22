"""A dance floor with beams of light and motion blur."""

import numpy as np

from demo.painting import figures
from demo.painting.frame import mix
from demo.painting.lens import discs, scattered
from demo.painting.light import bloom, blur, colour
from demo.painting.noise import clouds
from demo.painting.outlines import Cutter

BEAMS = {
    "violet": ["#7b3cff", "#ff3d9a", "#3aa8ff"],
    "amber": ["#ff9a2e", "#ff4d2e", "#ffd27a"],
    "teal": ["#1fd0c0", "#2f6bff", "#b44cff"],
}
NIGHT = colour("#08060e")


def floor(frame, mood="violet"):
    small, tints = frame.shrink(2), [colour(code) for code in BEAMS[mood]]
    canvas = small.blank(NIGHT)
    fog = np.clip(0.6 + 0.5 * clouds(small, 0.5, octaves=5), 0.1, 1.2)
    for tint in tints * 2:
        canvas += (_beam(small) * fog * 0.85)[..., None] * tint
    lights = scattered(small.between(0, 0.45), 40, (0.012, 0.045), tints, (0.2, 0.8))
    canvas = discs(canvas, small, lights)
    crowd = np.zeros((small.height, small.width), np.float32)
    for _ in range(frame.rng.integers(5, 8)):
        crowd = np.maximum(crowd, _dancer(small) * 0.92)
    canvas = mix(canvas, canvas * 0.07 + NIGHT * 0.5, np.clip(crowd, 0, 1))
    return bloom(frame.enlarge(canvas) + _streaks(frame, tints), 0.5, 0.025, above=0.4)


def _beam(frame):
    x, turn = frame.w * frame.rng.uniform(0.05, 0.95), frame.rng.normal(0, 0.5)
    down = frame.y + 0.1
    across = (frame.x - x) * np.cos(turn) + down * np.sin(turn)
    return np.exp(-((across / (0.02 + 0.17 * down)) ** 2)) * np.exp(-down * 0.7)


def _dancer(frame):
    """Draw a dancer at several moments of one exposure."""
    rng = frame.rng
    total = np.zeros((frame.height, frame.width), np.float32)
    x, height = frame.w * rng.uniform(0.05, 0.95), rng.uniform(0.75, 1.05)
    moves, floor_at = rng.normal(0, 0.035), frame.h + 0.32
    for moment in range(4):
        cutter = Cutter(frame)
        feet = x + moment * moves, floor_at + 0.01 * np.sin(moment * 2)
        stand = figures.Stand(cutter, feet, height, rng.choice([-1, 1]), rng.normal(0, 0.08))
        (figures.groom if moves > 0 else figures.bride)(stand)
        up = rng.uniform(0.9, 1.12)
        stand.limb([(0.09, 0.80), (0.17, 0.83), (0.19, up)], [0.05, 0.042, 0.03])
        total += cutter.mask() * 0.32
    return blur(np.clip(total, 0, 1), 0.006 * frame.unit)


def _streaks(frame, tints):
    """Draw lights that moved during the exposure."""
    canvas, rng = frame.blank(), frame.rng
    for tint in tints:
        cutter = Cutter(frame)
        for _ in range(5):
            t = np.linspace(0, rng.uniform(1.5, 4), 60)
            swing = 0.16 * np.sin(t * rng.uniform(0.6, 1.6)) + t * rng.normal(0, 0.05)
            x = frame.w * rng.random() + swing
            y = frame.h * rng.uniform(0.2, 0.9) + 0.10 * np.cos(t * rng.uniform(0.6, 1.8))
            width = 0.0032 * (1.2 + np.sin(t * 5))
            cutter.stroke(np.stack([x, y], -1), width, rng.uniform(0.3, 0.8))
        canvas += cutter.mask()[..., None] * mix(tint, (1, 1, 1), 0.35)
    return canvas
