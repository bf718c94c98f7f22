"""Draw shapes with antialiased edges: curves, ovals, strokes."""

import numpy as np
from PIL import Image, ImageDraw

SHARPER = 2


def curve(points, steps=10, *, closed=True):
    """Return points of a smooth line through the given points (Catmull-Rom)."""
    points = np.asarray(points, np.float32)
    if closed:
        padded = np.concatenate([points[-1:], points, points[:2]])
    else:
        padded = np.concatenate([points[:1], points, points[-1:]])
    t = np.linspace(0, 1, steps, endpoint=False, dtype=np.float32)[:, None]
    pieces = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        bend = 2 * a - 5 * b + 4 * c - d
        pieces.append(0.5 * (2 * b + (c - a) * t + bend * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return np.concatenate(pieces)


class Cutter:
    """Draw shapes into a mask from 0 to 1."""

    def __init__(self, frame):
        self.frame = frame
        self.scale = frame.unit * SHARPER
        self.corner = np.array([frame.x[0, 0], frame.y[0, 0]]) * self.scale - SHARPER / 2
        self.image = Image.new("L", (frame.width * SHARPER, frame.height * SHARPER))
        self.draw = ImageDraw.Draw(self.image)

    def shape(self, points, amount=1.0):
        flat = (np.asarray(points) * self.scale - self.corner).ravel().tolist()
        self.draw.polygon(flat, fill=round(255 * amount))

    def oval(self, x, y, width, height, turn=0.0):
        angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
        across, down = np.cos(angle) * width, np.sin(angle) * height
        cosine, sine = np.cos(turn), np.sin(turn)
        at_x = x + across * cosine - down * sine
        self.shape(np.stack([at_x, y + across * sine + down * cosine], -1))

    def stroke(self, points, widths, amount=1.0):
        """Draw a line with a width for each of its points."""
        points = np.asarray(points, np.float32)
        along = np.gradient(points, axis=0)
        normal = np.stack([-along[:, 1], along[:, 0]], -1)
        normal /= np.maximum(np.hypot(*normal.T), 1e-9)[:, None]
        half = np.broadcast_to(np.asarray(widths, np.float32), len(points))[:, None] / 2
        self.shape(
            np.concatenate([points + normal * half, (points - normal * half)[::-1]]), amount
        )

    def mask(self):
        reduced = self.image.reduce(SHARPER)
        return np.asarray(reduced, np.float32) / 255
