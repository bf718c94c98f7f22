"""Bokeh: discs of light that are out of focus."""

import numpy as np

from demo.painting.frame import step


def discs(canvas, frame, lights, *, rim=0.35, soft=0.06):
    """Add discs of light, given as (x, y, radius, colour)."""
    for x, y, radius, tint in lights:
        rows, columns = frame.around(x, y, radius * 1.25)
        patch = frame.part(rows.start, rows.stop, columns.start, columns.stop)
        if min(patch.width, patch.height) < 2:
            continue
        across, down = patch.x - x, patch.y - y
        away = np.hypot(across, down) / radius
        face = (1 - step(1 - soft, 1 + soft, away)) * (1 - rim + rim * np.clip(away, 0, 1) ** 6)
        # The barrel of the lens cuts discs far from the middle to cats' eyes.
        across, down = across / radius, down / radius
        cut = np.hypot(across + (x - frame.w / 2) * 0.7, down + (y - frame.h / 2) * 0.7)
        face *= 1 - step(0.97, 1.12, cut)
        canvas[rows, columns] += face[..., None] * tint
    return canvas


def scattered(frame, number, sizes, tints, power=(0.1, 0.5)):
    """Return lights at random places of the frame."""
    rng, lights = frame.rng, []
    for _ in range(number):
        tint = tints[rng.integers(len(tints))] * rng.uniform(*power)
        x = rng.uniform(frame.x[0, 0] - 0.03, frame.x[0, -1] + 0.03)
        y = rng.uniform(frame.y[0, 0], frame.y[-1, 0])
        lights.append((x, y, rng.uniform(*sizes), tint))
    return lights
