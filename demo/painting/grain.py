"""The last step: enlarge the image and add film grain, which hides the enlargement."""

import numpy as np
from PIL import Image, ImageChops

TILE = 768


def finish(small, pixels, rng, amount=4.0):
    """Enlarge an 8-bit RGB image. `amount` is the standard deviation of the grain."""
    image = Image.fromarray(small).resize(pixels, Image.Resampling.BICUBIC)
    if amount <= 0:
        return image
    grain = Image.merge("RGB", [_grain(*pixels, rng, amount)] * 3)
    return ImageChops.add(image, grain, offset=-128)


def _grain(width, height, rng, amount):
    # Noise for 24 megapixels is slow: one tile is repeated, rotated and shifted, so that no
    # pattern shows.
    noise = rng.standard_normal((TILE + 2, TILE + 2)).astype(np.float32)
    noise = noise + 0.6 * (np.roll(noise, 1, 0) + np.roll(noise, 1, 1))
    tile = np.clip(128 + noise[:TILE, :TILE] * (amount / 1.31), 0, 255).astype(np.uint8)
    sheet = Image.new("L", (width, height))
    for top in range(0, height, TILE):
        for left in range(0, width, TILE):
            turned = np.rot90(np.roll(tile, rng.integers(TILE), rng.integers(2)))
            sheet.paste(Image.fromarray(np.ascontiguousarray(turned)), (left, top))
    return sheet
