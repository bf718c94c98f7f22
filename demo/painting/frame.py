"""The canvas of a scene, with coordinates in units of its short side."""

from copy import copy

import numpy as np
from PIL import Image

CUBIC = Image.Resampling.BICUBIC


class Frame:
    """Pixel size, coordinates from the upper left corner, and the random generator of a scene."""

    def __init__(self, width, height, rng):
        self.width, self.height, self.rng = width, height, rng
        self.unit = min(width, height)
        self.w, self.h = width / self.unit, height / self.unit
        self.pixel = 1 / self.unit
        self.x = ((np.arange(width, dtype=np.float32) + 0.5) / self.unit)[None, :]
        self.y = ((np.arange(height, dtype=np.float32) + 0.5) / self.unit)[:, None]

    @property
    def is_upright(self):
        return self.height > self.width

    def shrink(self, times):
        """Return a smaller frame of the same scene, for layers that are soft anyway."""
        width, height = (max(8, round(side / times)) for side in (self.width, self.height))
        return Frame(width, height, self.rng)

    def rows(self, first, last):
        """Return the part of the frame between two rows of pixels."""
        return self.part(first, last, 0, self.width)

    def between(self, top, bottom):
        """Return the part between two fractions of the height."""
        return self.rows(round(top * self.height), round(bottom * self.height))

    def around(self, x, y, reach):
        """Return slices of the rows and columns within `reach` of a point."""
        sides = [(x - reach, self.width), (x + reach, self.width)]
        sides += [(y - reach, self.height), (y + reach, self.height)]
        left, right, top, bottom = (int(np.clip(at * self.unit, 0, most)) for at, most in sides)
        return slice(top, bottom), slice(left, right)

    def part(self, top, bottom, left, right):
        """Return a window of the frame with the same coordinates."""
        part = copy(self)
        part.height, part.width = bottom - top, right - left
        part.x, part.y = self.x[:, left:right], self.y[top:bottom]
        return part

    def enlarge(self, layer):
        """Enlarge a layer of a smaller frame to the size of this one."""
        return resize(layer, self.width, self.height)

    def distance(self, x, y, stretch=1.0):
        return np.hypot(self.x - x, (self.y - y) / stretch)

    def blank(self, colour=(0.0, 0.0, 0.0)):
        canvas = np.empty((self.height, self.width, 3), np.float32)
        canvas[:] = colour
        return canvas


def resize(layer, width, height, how=CUBIC):
    if layer.ndim == 3:
        planes = [resize(layer[..., n], width, height, how) for n in range(layer.shape[2])]
        return np.stack(planes, axis=-1)
    image = Image.fromarray(np.ascontiguousarray(layer, np.float32))
    return np.array(image.resize((width, height), how))


def step(low, high, value):
    """Return 0 below `low` and 1 above `high`, with a smooth transition."""
    t = np.clip((value - low) / (high - low), 0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


def mix(first, second, share):
    """Blend two colours or canvases. `share` is a number or a mask."""
    if np.ndim(share) == 2:
        share = share[..., None]
    return first + (np.asarray(second, np.float32) - first) * share
