"""Night: stars, fireworks, sparklers, as in long exposures."""

import numpy as np

from demo.painting import figures
from demo.painting.frame import mix, resize, step
from demo.painting.light import bloom, blur, colour, glow
from demo.painting.noise import clouds
from demo.painting.outlines import Cutter
from demo.scenes import land, sky

DARK = ["#070b1a", "#142247", "#3a4470", "#7c6a7f"]
CLEAR = ["#0a1230", "#16264f", "#3b5080", "#5b6c93"]
SPARKS = ["#ffd58a", "#ff9a8b", "#fff3d6", "#9fd0ff", "#ffb0d4", "#b9f2c8"]


def milky_way(frame, mood="gold"):
    horizon = frame.h * 0.74
    canvas = sky.falling(frame, horizon, DARK)
    band = _galaxy(frame)
    dust = frame.enlarge(clouds(frame.shrink(2), 0.25, octaves=6, gain=0.6))
    bright = np.clip(band * (0.75 + 0.75 * dust), 0, 1)
    lane = np.clip(band**6 * step(0.0, 0.5, -dust), 0, 1)
    canvas += bright[..., None] * colour("#8f8ab8", 0.30)
    canvas += (bright**3)[..., None] * colour("#ffe0c0", 0.22)
    canvas *= (1 - 0.55 * lane)[..., None]
    canvas += sky.stars(frame, int(2600 * frame.w * frame.h), band)
    town = np.hypot((frame.x - frame.w * 0.6) / 1.6, frame.y - horizon)
    canvas += glow(town, 0.14)[..., None] * colour("#ff9c55", 0.16)
    look = sky.Outlook("blue", horizon, (frame.w * 0.6, horizon))
    canvas = land.ranges(frame, canvas, look, 4, 0.8)
    if mood == "couple":
        canvas = _standing(frame, canvas, frame.w * frame.rng.uniform(0.35, 0.6))
    return bloom(canvas, 0.25, 0.006, above=0.35)


def _galaxy(frame):
    turn = frame.rng.uniform(0.5, 1.0) * frame.rng.choice([-1, 1])
    x, y = frame.x - frame.w / 2, frame.y - frame.h * 0.35
    across = y * np.cos(turn) + x * np.sin(turn)
    along = x * np.cos(turn) - y * np.sin(turn)
    return np.exp(-((across / (0.16 + 0.05 * np.sin(along * 2))) ** 2)).astype(np.float32)


def _standing(frame, canvas, x, height=0.26):
    cutter = Cutter(frame)
    hill = 0.04 * np.exp(-(((frame.x - x) / 0.45) ** 2)) - 0.008 * np.sin(frame.x * 9)
    figures.hand_in_hand(cutter, x, frame.h * 0.93 - 0.03, height)
    mask = np.maximum(
        cutter.mask(), step(-frame.pixel, frame.pixel, frame.y - frame.h * 0.93 + hill)
    )
    return mix(canvas, colour("#04060c"), mask)


def star_trails(frame, mood="blue"):
    """Draw the arcs of stars around the pole."""
    rng, horizon = frame.rng, frame.h * 0.80
    pole = (frame.w * rng.uniform(0.3, 0.7), frame.h * 0.32)
    canvas = sky.falling(frame, horizon, CLEAR)
    away = frame.distance(*pole)
    angle = np.arctan2(frame.y - pole[1], frame.x - pole[0])
    rings = (away * min(frame.unit, 900) * 0.42).astype(int)
    number = int(rings.max()) + 1
    power = np.clip(rng.pareto(1.9, number) * 0.14, 0, 0.85)
    power *= rng.random(number) < 0.7
    start = rng.uniform(0, 2 * np.pi, number)
    share = np.mod(angle - start[rings], 2 * np.pi) / (2 * np.pi)
    lit = power[rings] * step(0.0, 0.01, share) * (1 - step(0.52, 0.56, share))
    warmth = rng.normal(0, 0.22, number)[rings]
    trails = np.stack([lit * (1 + warmth), lit, lit * (1 - warmth)], -1).astype(np.float32)
    canvas += blur(trails, 0.0006 * frame.unit)
    canvas = land.ranges(frame, canvas, sky.Outlook("blue", horizon, pole), 3, 0.8)
    return bloom(canvas, 0.15, 0.006)


def fireworks(frame, mood="gold"):
    """Draw fireworks over water with their reflection."""
    shore = frame.h * 0.74
    canvas = sky.falling(frame, shore, DARK) * 0.7
    number = frame.rng.integers(3, 6)
    tints = [colour(SPARKS[n]) for n in frame.rng.permutation(len(SPARKS))]
    sparks = frame.blank()
    for burst in range(number):
        sparks += _burst(frame, tints[burst], (burst + 0.5) / number)
    smoke = frame.enlarge(clouds(frame.shrink(3), 0.4, octaves=5)) * 0.5 + 0.5
    canvas += sparks + blur(sparks, 0.05 * frame.unit) * (np.clip(smoke, 0, 1) * 1.6)[..., None]
    first = int(shore * frame.unit)
    return bloom(_on_water(frame, canvas, first), 0.5, 0.012, above=0.3)


def _burst(frame, tint, place):
    """Draw the traces of sparks that slow down, fall and fade."""
    rng = frame.rng
    x, y = frame.w * (place + rng.normal(0, 0.05)), frame.h * rng.uniform(0.16, 0.42)
    size = rng.uniform(0.13, 0.27)
    bright, faint = Cutter(frame), Cutter(frame)
    time = np.linspace(0.12, 1, 24)
    gone = 1 - np.exp(-2.4 * time)
    for _ in range(rng.integers(70, 120)):
        angle = rng.uniform(0, 2 * np.pi)
        speed = size * np.sqrt(1 - 0.85 * rng.random() ** 2)
        falls = y + np.sin(angle) * speed * gone + 0.09 * time**2
        line = np.stack([x + np.cos(angle) * speed * gone, falls], -1)
        faint.stroke(line, np.linspace(0.0018, 0.0034, 24), 0.55)
        bright.stroke(line[13:21], np.linspace(0.0012, 0.0042, 8))
    light = faint.mask()[..., None] * tint * 0.85
    light += bright.mask()[..., None] * mix(tint, (1, 1, 1), 0.65) * 1.3
    return light + glow(frame.distance(x, y), size * 0.14, 2.6)[..., None] * tint * 0.55


def _on_water(frame, canvas, first):
    strip = frame.rows(first, frame.height)
    depth = (strip.y - strip.y[0]) / (frame.h - strip.y[0])
    mirror = canvas[:first][::-1]
    mirror = resize(mirror, frame.width, max(strip.height, 8))
    waves = clouds(strip, 0.03, stretch=7, octaves=4, gain=0.6)
    rows = np.arange(strip.height)[:, None] + (
        waves * (6 + 60 * depth) * strip.unit / 1000
    ).astype(int)
    columns = np.arange(frame.width)[None, :] + (waves * 5 * strip.unit / 1000).astype(int)
    rows, columns = np.clip(rows, 0, strip.height - 1), np.clip(columns, 0, frame.width - 1)
    lit = blur(mirror[rows, columns], 0.0035 * frame.unit)
    canvas[first:] = lit * (0.55 - 0.2 * depth)[..., None] + colour("#060a16", 0.8)
    hills = first / frame.unit - 0.018 - 0.02 * np.abs(land.ridge(frame.rng, frame.x + 1, 0.4))
    shore = step(-frame.pixel, frame.pixel, frame.y - hills) * (frame.y < first / frame.unit)
    return mix(canvas, colour("#05070f"), shore)


def sparklers(frame, mood="heart"):
    """Draw a shape written with a sparkler."""
    rng = frame.rng
    canvas = frame.blank(colour("#0a0d18"))
    back = np.clip(clouds(frame.shrink(4), 0.5, octaves=4) + 0.3, 0, 1)
    canvas += frame.enlarge(back)[..., None] * colour("#1d2745", 0.7)
    path = _written(frame, mood)
    line, sparks = Cutter(frame), Cutter(frame)
    line.stroke(path, 0.006 + 0.003 * np.sin(np.linspace(0, 107, len(path))))
    for start in path[rng.integers(len(path), size=1500)]:
        turn, length = rng.uniform(0, 2 * np.pi), rng.exponential(0.022)
        way = np.array([np.cos(turn), np.sin(turn) + 0.3]) * length
        sparks.stroke([start + way * 0.2, start + way], 0.0013, rng.uniform(0.2, 0.9))
    light = line.mask()[..., None] * colour("#fff2d0", 1.6)
    light += sparks.mask()[..., None] * colour("#ffb958", 0.9)
    canvas += light + blur(light, 0.05 * frame.unit) * 2.0
    return bloom(canvas, 0.6, 0.012, above=0.3)


def _written(frame, mood):
    """Return the path of a heart or an infinity sign, drawn by an unsteady hand."""
    t = np.linspace(0, 2 * np.pi, 400)
    if mood == "heart":
        up = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
        x, y = 0.30 * np.sin(t) ** 3, -0.02 * up
    else:
        x, y = 0.42 * np.sin(t) * frame.w / 1.2, 0.21 * np.sin(2 * t)
    knots = np.linspace(0, 2 * np.pi, 14)
    shake = [0.012 * np.interp(t, knots, frame.rng.normal(0, 1, 14)) for _ in range(2)]
    return np.stack([x + frame.w / 2 + shake[0], y + frame.h * 0.46 + shake[1]], -1)
