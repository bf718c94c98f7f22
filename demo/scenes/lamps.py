"""Fairy lights, most of them out of focus."""

import numpy as np

from demo.painting.frame import mix, step
from demo.painting.lens import discs, scattered
from demo.painting.light import bloom, blur, colour, glow
from demo.painting.noise import clouds
from demo.painting.outlines import Cutter
from demo.scenes.sky import falling

WARM = [colour(code) for code in ("#ffcf87", "#ffb25e", "#ffe3b0", "#ff9a4d")]
SKIES = {
    "dusk": ["#0c1530", "#22335e", "#6b5a74", "#a8735f"],
    "dark": ["#120c0a", "#24150f", "#3d2416", "#4d2c18"],
}


def fairy_lights(frame, mood="dusk"):
    """Draw blurred strings of lights and a sharp one."""
    small = frame.shrink(2)
    back = falling(small, frame.h, SKIES[mood])
    leaves = clouds(small, 0.25, octaves=6, gain=0.62)
    aside = np.abs(small.x / frame.w - 0.5)
    crown = step(0.0, 0.25, leaves + 0.9 * aside - 0.55 * small.y / frame.h)
    back = mix(back, colour("#0a0f12"), blur(crown, 0.01 * small.unit) * 0.85)
    lights = scattered(small.between(0.5, 1), 70, (0.012, 0.05), WARM, (0.05, 0.45))
    back = discs(back, small, lights)
    for radius, power in [(0.055, 0.30), (0.032, 0.45), (0.018, 0.7)]:
        back = discs(back, small, _string(frame, radius, power))
    return bloom(_sharp(frame, frame.enlarge(back)), 0.5, 0.02, above=0.45)


def _hang(frame):
    """Return the line of a string that hangs across the frame."""
    rng = frame.rng
    top, sag = rng.uniform(0.05, 0.4) * frame.h, rng.uniform(0.08, 0.22)
    x = np.linspace(-0.05, frame.w + 0.05, 60)
    along = x / frame.w
    return x, top + sag * (1 - (2 * along - 1) ** 2) + rng.normal(0, 0.12) * (along - 0.5)


def _string(frame, radius, power):
    rng, lights = frame.rng, []
    for _ in range(2):
        line = _hang(frame)
        for x in np.arange(rng.random() * 0.1, frame.w, 0.06 + radius * 2.2):
            tint = WARM[rng.integers(3)] * power * rng.uniform(0.7, 1.1)
            lights.append((x, np.interp(x, *line) + rng.normal(0, 0.006), radius, tint))
    return lights


def _sharp(frame, canvas):
    line = _hang(frame)
    wire, bulbs = Cutter(frame), Cutter(frame)
    wire.stroke(np.stack(line, -1), 0.0028)
    lamps = [(x, np.interp(x, *line)) for x in np.arange(0.06, frame.w, 0.135)]
    for x, y in lamps:
        wire.oval(x, y + 0.008, 0.005, 0.010)
        bulbs.oval(x, y + 0.029, 0.0115, 0.0165)
    canvas = mix(canvas, colour("#07080a"), wire.mask())
    canvas = mix(canvas, colour("#ffc777", 1.1), bulbs.mask())
    for x, y in lamps:
        rows, columns = frame.around(x, y, 0.2)
        patch = frame.part(rows.start, rows.stop, columns.start, columns.stop)
        halo = np.maximum(glow(patch.distance(x, y + 0.029), 0.011, 2.6) - 0.0007, 0)
        canvas[rows, columns] += halo[..., None] * colour("#ffd79a", 0.9)
    return canvas
