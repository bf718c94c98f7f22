"""Generate pictures as large and as detailed as those of a camera."""

import numpy as np
from PIL import Image, ImageCms

WIDE = (6000, 4000)
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
UPRIGHT, ON_ITS_SIDE = 1, 6


def scenes(folder, count=3):
    """Write COUNT pictures: two of three with an sRGB profile, one of three rotated by EXIF."""
    return [_save(folder / f"scene{number}.jpg", number) for number in range(count)]


def scene(number, size=WIDE):
    """Return a picture of clouds in every size, hard edges and sensor noise."""
    random = np.random.default_rng(number)
    width, height = size
    clouds = sum(_clouds(random, size, octave) for octave in range(2, 11))
    for _ in range(60):
        left, top = random.integers(0, width), random.integers(0, height)
        right, bottom = (
            left + random.integers(20, width // 4),
            top + random.integers(9, height // 4),
        )
        clouds[top:bottom, left:right] += random.normal(0, 25, 3)
    light = np.clip(118 + clouds, 0, 255)
    light += random.standard_normal(light.shape, np.float32) * (1.5 + np.sqrt(light) / 5)
    return Image.fromarray(np.clip(light, 0, 255).astype(np.uint8))


def _save(path, number):
    exif = Image.Exif()
    exif[0x0112] = ON_ITS_SIDE if number % 3 == 1 else UPRIGHT
    profile = {"icc_profile": SRGB} if number % 3 else {}
    scene(number).save(path, quality=93, subsampling="4:2:0", exif=exif, **profile)
    return path


def _clouds(random, size, octave):
    # Finer clouds have less contrast.
    grid = [max(2, side >> (11 - octave)) for side in size]
    noise = random.standard_normal((grid[1], grid[0], 3), np.float32) * 110 / octave**1.5
    channels = [
        Image.fromarray(noise[:, :, channel]).resize(size, Image.Resampling.BICUBIC)
        for channel in range(3)
    ]
    return np.stack([np.asarray(channel) for channel in channels], axis=2)
