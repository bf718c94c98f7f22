"""Colours in linear light: ramps, glows, blur, bloom and the conversion to 8 bits."""

import numpy as np
from PIL import Image

from demo.painting.frame import mix, resize, step

BOX = Image.Resampling.BOX
TO_GREY = np.array([0.30, 0.58, 0.12], np.float32)


def colour(code, amount=1.0):
    """Convert #rrggbb to linear light."""
    value = np.array([int(code[at : at + 2], 16) for at in (1, 3, 5)], np.float32) / 255
    return (
        np.where(value < 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4) * amount
    ).astype(np.float32)


def ramp(position, places, codes):
    """Interpolate between colours at the given places. The cube root makes the steps look even."""
    roots = np.stack([np.cbrt(colour(code)) for code in codes])
    planes = [np.interp(position, places, roots[:, n]) for n in range(3)]
    return (np.stack(planes, axis=-1) ** 3).astype(np.float32)


def glow(distance, size, power=2.0):
    """Return light that falls off with the distance."""
    return 1.0 / (1.0 + (distance / size) ** power)


def blur(layer, sigma):
    """Blur with a Gaussian of `sigma` pixels."""
    # A strong blur works on a smaller image, which is much faster.
    height, width = layer.shape[:2]
    shrink = max(1, int(sigma / 2.5))
    if shrink > 1:
        layer = resize(layer, max(4, width // shrink), max(4, height // shrink), BOX)
        sigma = sigma * layer.shape[1] / width
    for axis in (0, 1):
        layer = _smoothed(layer, sigma, axis)
    return resize(layer, width, height) if shrink > 1 else layer


def _smoothed(layer, sigma, axis):
    if sigma < 0.2:
        return layer
    reach = min(int(sigma * 2.6) + 1, layer.shape[axis] - 1)
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    weights = (weights / weights.sum()).astype(np.float32)
    edges = [(0, 0)] * layer.ndim
    edges[axis] = (reach, reach)
    padded = np.pad(layer, edges, mode="edge")
    size = layer.shape[axis]
    pieces = [slice(None)] * layer.ndim
    total = np.zeros_like(layer)
    for at, weight in enumerate(weights):
        pieces[axis] = slice(at, at + size)
        total += weight * padded[tuple(pieces)]
    return total


def bloom(canvas, amount=0.12, size=0.03, above=0.6):
    """Let the brightest areas glow into their surroundings."""
    height, width = canvas.shape[:2]
    small = resize(canvas, max(8, width // 4), max(8, height // 4), BOX)
    bright = np.maximum(small - above, 0.0)
    unit = min(small.shape[:2])
    spilled = blur(bright, size * unit) + 0.6 * blur(bright, 4 * size * unit)
    return canvas + amount * resize(spilled, width, height)


def vignette(frame, canvas, amount=0.25):
    away = np.hypot(frame.x / frame.w - 0.5, frame.y / frame.h - 0.5) * np.float32(1.4142)
    canvas *= (1 - amount * step(0.35, 1.15, away))[..., None]
    return canvas


def haze(canvas, tint, amount):
    """Mix in a tint, which lifts the blacks as haze does."""
    return mix(canvas, tint, amount)


def to_grey(canvas, contrast=1.15):
    grey = canvas @ TO_GREY
    grey = np.clip(grey, 0, 4) ** np.float32(0.5)
    grey = np.clip(0.5 + (grey - 0.5) * contrast, 0, 2) ** 2
    return np.repeat(grey[..., None], 3, axis=-1)


_CODES = (np.arange(4097, dtype=np.float32) / 4096) ** 2  # more steps where it is dark
_CODES = np.where(_CODES < 0.0031308, _CODES * 12.92, 1.055 * _CODES ** (1 / 2.4) - 0.055)
_CODES = np.rint(np.clip(_CODES, 0, 1) * 255).astype(np.uint8)
SHOULDER = 0.72


def develop(canvas):
    """Convert linear light to 8-bit sRGB. Highlights are compressed instead of clipped."""
    canvas = np.maximum(canvas, 0.0, dtype=np.float32)
    room = 1 - SHOULDER
    over = canvas > SHOULDER
    canvas[over] = SHOULDER + room * (1 - np.exp((SHOULDER - canvas[over]) / room))
    return _CODES[(np.sqrt(canvas) * 4096).astype(np.uint16)]
