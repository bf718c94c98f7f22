"""Write a DNG with one colour per pixel, like the RAW file of a camera."""

import numpy as np

from demo.painting.frame import resize

try:
    import tifffile
except ImportError:  # Optional: only `./start.sh --demo` installs it.
    tifffile = None

BLACK, WHITE = 256, 4095
GREEN = 0.62  # sensors see less of red and blue than of green
NEUTRAL = [(55, 100), (1, 1), (62, 100)]
# From XYZ to a camera whose primaries are those of sRGB.
MATRIX = (3.2406, -1.5372, -0.4986, -0.9689, 1.8758, 0.0415, 0.0557, -0.2040, 1.0570)


def is_available():
    return tifffile is not None


def write(canvas, path, shot, pixels):
    """Write a DNG half as wide and high as the JPEG, which keeps it small."""
    width, height = (max(32, side // 4 * 2) for side in pixels)
    tifffile.imwrite(
        path,
        _mosaic(resize(canvas, width, height)),
        photometric="cfa",
        metadata=None,
        software=False,
        datetime=shot.camera.clock(shot.moment).replace(tzinfo=None),
        extratags=[*_build_sensor_tags(), *_build_exif_tags(shot)],
    )


def _mosaic(canvas):
    light = np.clip(canvas * 0.8, 0, 1)
    sensed = np.empty(canvas.shape[:2], np.float32)
    share = [top / bottom for top, bottom in NEUTRAL]
    for down, across, plane in [(0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 2)]:
        sensed[down::2, across::2] = light[down::2, across::2, plane] * share[plane]
    return np.rint(BLACK + sensed * (WHITE - BLACK)).astype(np.uint16)


def _build_sensor_tags():
    matrix = [part for value in MATRIX for part in (round(value * 10000), 10000)]
    neutral = [part for pair in NEUTRAL for part in pair]
    return [
        (33421, "H", 2, (2, 2), True),
        (33422, "B", 4, bytes([0, 1, 1, 2]), True),
        (50706, "B", 4, bytes([1, 4, 0, 0]), True),
        (50707, "B", 4, bytes([1, 1, 0, 0]), True),
        (50714, "H", 1, BLACK, True),
        (50717, "H", 1, WHITE, True),
        (50721, "2i", 9, matrix, True),
        (50728, "2I", 3, neutral, True),
        (50778, "H", 1, 21, True),
    ]


def _build_exif_tags(shot):
    exposure = shot.exposure
    taken = f"{shot.camera.clock(shot.moment):%Y:%m:%d %H:%M:%S}"
    aperture = (round(exposure.aperture * 100), 100)
    milliseconds = f"{shot.moment.microsecond // 1000:03}"
    return [
        (271, "s", 0, shot.camera.make, True),
        (272, "s", 0, shot.camera.model, True),
        (274, "H", 1, 1, True),
        (50708, "s", 0, shot.camera.model, True),
        (33434, "2I", 1, exposure.shutter, True),
        (33437, "2I", 1, aperture, True),
        (34855, "H", 1, exposure.iso, True),
        (36867, "s", 0, taken, True),
        (37386, "2I", 1, (exposure.focal_length, 1), True),
        (37521, "s", 0, milliseconds, True),
    ]
