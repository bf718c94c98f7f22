"""The last step at full size: enlarged softly, then given the grain that hides it."""

import numpy as np
from PIL import Image, ImageChops

TILE = 768


def finish(small, pixels, chance, amount=4.0):
    """SMALL as 8-bit RGB; AMOUNT is the deviation of the grain in levels."""
    image = Image.fromarray(small).resize(pixels, Image.Resampling.BICUBIC)
    if amount <= 0:
        return image
    grain = Image.merge("RGB", [_grain(*pixels, chance, amount)] * 3)
    return ImageChops.add(image, grain, offset=-128)


def _grain(width, height, chance, amount):
    """Laid out from one tile, turned and shifted each time, so that no seam is seen."""
    noise = chance.standard_normal((TILE + 2, TILE + 2)).astype(np.float32)
    noise = noise + 0.6 * (np.roll(noise, 1, 0) + np.roll(noise, 1, 1))
    tile = np.clip(128 + noise[:TILE, :TILE] * (amount / 1.31), 0, 255).astype(np.uint8)
    sheet = Image.new("L", (width, height))
    for top in range(0, height, TILE):
        for left in range(0, width, TILE):
            turned = np.rot90(np.roll(tile, chance.integers(TILE), chance.integers(2)))
            sheet.paste(Image.fromarray(np.ascontiguousarray(turned)), (left, top))
    return sheet
