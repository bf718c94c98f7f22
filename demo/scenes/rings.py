"""Wedding rings in a macro shot, drawn by ray marching."""

from typing import NamedTuple

import numpy as np

from demo.painting.frame import Frame, step
from demo.painting.lens import discs, scattered
from demo.painting.light import bloom, blur, colour, ramp
from demo.painting.noise import clouds

GOLD = ["#1d0f04", "#7a4a16", "#d79b45", "#ffe2a0", "#fffaf0"]
SILVER = ["#0e1013", "#4b5158", "#a3abb2", "#e6ebee", "#ffffff"]
TABLES = {
    "linen": ["#fff6e6", "#e6d3b8", "#a98e70"],
    "slate": ["#8d99a6", "#47525f", "#151b22"],
    "rose": ["#ffe9e0", "#e0a898", "#8c5554"],
}
STEPS = 56
SPREAD = 0.68
BAND = 0.05


class View(NamedTuple):
    """Position of the eye, one ray per pixel, and the rings."""

    frame: Frame
    eye: np.ndarray
    rays: np.ndarray
    rings: list


def macro(frame, mood="linen"):
    view = _view(frame.shrink(2))
    far, which = _march(view)
    canvas = _table(view, mood)
    metal = _metal(view, far, which, mood)
    away = np.abs(far - np.linalg.norm(view.eye) + 0.30)
    return _focused(frame, canvas, metal, away * (which >= 0) + 9.0 * (which < 0))


def _view(frame):
    eye, forward, right, up = _camera(frame.rng)
    across = (frame.x - frame.w / 2) * SPREAD
    down = (frame.y - frame.h / 2) * SPREAD
    rays = forward + across[..., None] * right - down[..., None] * up
    rays = (rays / np.linalg.norm(rays, axis=-1, keepdims=True)).astype(np.float32)
    return View(frame, eye, rays, _two(frame.rng))


def _camera(rng):
    turn, height = rng.uniform(0, 6.28), rng.uniform(0.9, 1.35)
    eye = np.array([np.cos(turn) * 2.6, np.sin(turn) * 2.6, height], np.float32)
    target = np.array([0.0, 0.0, 0.12], np.float32)
    forward = target - eye
    forward /= np.linalg.norm(forward)
    right = np.cross(forward, [0, 0, 1]).astype(np.float32)
    right /= np.linalg.norm(right)
    return eye, forward, right, np.cross(right, forward).astype(np.float32)


def _two(rng):
    """Return centre, axis and radius of both rings. The second leans on the first."""
    turn = rng.uniform(0, 6.28)
    lean = np.array([np.cos(turn) * 0.50, np.sin(turn) * 0.50, 0.86])
    lean /= np.linalg.norm(lean)
    beside = np.array([np.cos(turn), np.sin(turn), 0.0])
    second = (-0.42 * beside + [0, 0, 0.30], lean, 0.46)
    return [
        (np.array([0.22, 0.0, BAND * 1.6]) + 0.16 * beside, np.array([0, 0, 1.0]), 0.52),
        second,
    ]


def _ring(points, ring):
    """Return the distance of points to a ring, which is a rounded band."""
    centre, axis, radius = ring
    off = points - centre.astype(np.float32)
    along = off @ axis.astype(np.float32)
    flat = np.sqrt(np.maximum((off * off).sum(-1) - along**2, 0.0)) - np.float32(radius)
    outside = np.maximum(np.abs(along) - BAND, 0.0)
    return np.hypot(flat, outside) - np.float32(0.032)


def _march(view):
    """Return how far each ray goes until it hits a ring, and which one it hits."""
    _frame, eye, rays, rings = view
    shape = rays.shape[:2]
    flat = rays.reshape(-1, 3)
    far = np.full(len(flat), 1.2, np.float32)
    alive = np.arange(len(flat))
    for _ in range(STEPS):
        points = eye + flat[alive] * far[alive, None]
        near = np.minimum(_ring(points, rings[0]), _ring(points, rings[1]))
        far[alive] += near * 0.95
        alive = alive[(near > 0.0008) & (far[alive] < 5.0)]
        if not len(alive):
            break
    points = eye + flat * far[:, None]
    nearest = np.stack([_ring(points, ring) for ring in rings])
    which = np.where(nearest.min(0) < 0.006, nearest.argmin(0), -1)
    return far.reshape(shape), which.reshape(shape)


def _metal(view, far, which, mood):
    """Draw the reflection of the room in the rings."""
    _frame, eye, rays, rings = view
    canvas = np.zeros((*far.shape, 3), np.float32)
    for number, ring in enumerate(rings):
        at = which == number
        if not at.any():
            continue
        points = eye + rays[at] * far[at][:, None]
        normal = _normal(points, ring)
        facing = (normal * rays[at]).sum(-1, keepdims=True)
        mirror = rays[at] - 2 * facing * normal
        canvas[at] = _room(mirror, SILVER if number else GOLD, mood)
        ground = np.clip(points[:, 2] / 0.10, 0.25, 1)
        canvas[at] *= ground[:, None]
    return canvas


def _normal(points, ring):
    small = 0.002
    sides = []
    for axis in range(3):
        shift = np.zeros(3, np.float32)
        shift[axis] = small
        sides.append(_ring(points + shift, ring) - _ring(points - shift, ring))
    normal = np.stack(sides, -1)
    return normal / np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-6)


def _room(way, codes, mood):
    """Return what a ray sees of the room: two windows, dark walls, a bright table."""
    turn = np.arctan2(way[:, 1], way[:, 0])
    light = 0.30 + 0.28 * step(-0.1, 0.9, way[:, 2])
    light += 0.75 * step(0.25, 0.40, way[:, 2]) * step(0.2, 0.45, np.cos(turn - 0.8))
    light += 0.45 * step(0.10, 0.25, way[:, 2]) * step(0.75, 0.9, np.cos(turn - 3.6))
    light += 0.16 * step(-0.15, -0.6, way[:, 2]) if mood != "slate" else 0.0
    return ramp(np.clip(light + 0.05 * np.sin(turn * 7), 0, 1), [0.0, 0.3, 0.55, 0.8, 1.0], codes)


def _table(view, mood):
    """Draw the table with the shadows of the rings, and blurred lights behind it."""
    frame, eye, rays, rings = view
    down = np.minimum(rays[..., 2], -0.02)
    reach = np.minimum(-eye[2] / down, 30.0)
    points = eye + rays * reach[..., None]
    canvas = ramp(np.clip(reach - 1.6, 0, 8), [0.0, 3.0, 7.0], TABLES[mood])
    grain = clouds(frame, 0.04, stretch=2.5, octaves=4, gain=0.7)
    canvas *= (1 + 0.06 * grain)[..., None]
    points[..., 2] = 0.0
    shade = np.ones(reach.shape, np.float32)
    for ring in rings:
        shade *= 0.42 + 0.58 * step(-0.02, 0.24, _ring(points, ring))
    canvas = canvas * blur(shade, 0.006 * frame.unit)[..., None]
    tints = [colour("#ffe7b8"), colour("#ffc98a"), colour("#fff4e0")]
    lights = scattered(frame.between(0, 0.32), 46, (0.03, 0.09), tints)
    return discs(canvas, frame, lights)


def _focused(frame, canvas, metal, away):
    """Blur the rings by their distance from the plane of focus, in three steps."""
    unit = min(canvas.shape[:2])
    canvas = frame.enlarge(blur(canvas, 0.006 * unit))
    shares = [
        (0.016, step(0.17, 0.22, away) * (away < 9)),
        (0.006, step(0.04, 0.09, away) * (1 - step(0.25, 0.30, away))),
        (0.0012, 1 - step(0.08, 0.14, away)),
    ]
    for soft, share in shares:
        layer = np.concatenate([metal * share[..., None], share[..., None]], -1)
        layer = frame.enlarge(blur(layer, soft * unit))
        canvas = canvas * (1 - np.clip(layer[..., 3:], 0, 1)) + np.maximum(layer[..., :3], 0)
    return bloom(canvas, 0.35, 0.02, above=0.75)
