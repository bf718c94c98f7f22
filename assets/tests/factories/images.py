"""Images of every kind for tests, and helpers to look at their renditions."""

import io

import numpy as np
import tifffile
from PIL import ExifTags, Image
from PIL.Image import Transpose

from assets.processing import renditions, sandbox

RED, GREEN, BLUE, GREY = (220, 30, 30), (30, 160, 60), (40, 60, 200), (128, 128, 128)
CORNERS = [RED, GREEN, BLUE, GREY]
TRANSPOSITIONS = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_90,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_270,
}
SENSOR = (3.2405, -1.5371, -0.4985, -0.9693, 1.8760, 0.0416, 0.0556, -0.2040, 1.0572)
WHITE = 16383
PLAIN = {"metadata": None, "software": "tests"}
SENSOR_TAGS = [
    (33421, 3, 2, (2, 2), True),
    (33422, 1, 4, bytes([0, 1, 1, 2]), True),
    (50721, 10, 9, [n for value in SENSOR for n in (round(value * 10000), 10000)], True),
    (50778, 3, 1, 21, True),
    (50728, 5, 3, (1,) * 6, True),
    (50714, 3, 1, 0, True),
    (50717, 3, 1, WHITE, True),
]


def draw_corners(size=(300, 200)):
    """Draw four colors, so that every rotation can be recognized."""
    width, height = size
    image = Image.new("RGB", size)
    for number, colour in enumerate(CORNERS):
        image.paste(colour, (width // 2 * (number % 2), height // 2 * (number // 2), *size))
    return image


def draw_noise(size):
    """Draw something like a photo: shapes of every size and the noise of a sensor."""
    random = np.random.default_rng(5)
    light = random.normal(128, 3, size[::-1])
    for step in (400, 100, 25, 6, 3):
        grid = random.normal(0, step**0.5 * 2, [side // step + 1 for side in size[::-1]])
        clouds = Image.fromarray(grid.astype(np.float32)).resize(size, Image.Resampling.BICUBIC)
        light += np.asarray(clouds)
    return Image.fromarray(np.clip(light, 0, 255).astype(np.uint8)).convert("RGB")


def ssim(one, other):
    """Return the structural similarity (SSIM) of the brightness of two images."""
    (mean, other_mean), (spread, other_spread), common = _by_blocks(one, other)
    light = (2 * mean * other_mean + 6.5) / (mean**2 + other_mean**2 + 6.5)
    shape = (2 * common + 58.5) / (spread + other_spread + 58.5)
    return float((light * shape).mean())


def _by_blocks(*images):
    """Return the means and variances of both images by blocks of 8 pixels, and the covariance."""
    blocks = []
    for image in images:
        light = np.asarray(image.convert("L"), float)
        high, wide = (side // 8 for side in light.shape)
        light = light[: high * 8, : wide * 8].reshape(high, 8, wide, 8)
        blocks.append(light.swapaxes(1, 2).reshape(-1, 64))
    means = [block.mean(1) for block in blocks]
    centred = [block - mean[:, None] for block, mean in zip(blocks, means, strict=True)]
    spreads = [(block**2).mean(1) for block in centred]
    return means, spreads, (centred[0] * centred[1]).mean(1)


def apply_orientation(image, orientation):
    """Transform an image so that applying an EXIF orientation gives the image again."""
    return image.transpose(TRANSPOSITIONS[orientation]) if orientation in TRANSPOSITIONS else image


def make_exif(orientation):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    return exif


def save(path, image, **options):
    image.save(path, **options)
    return path


def encode_jpeg(image, **options):
    """Encode a JPEG with EXIF first, like cameras do. Pillow puts another header before it."""
    file = io.BytesIO()
    image.save(file, "JPEG", quality=95, **options)
    start, jfif, rest = (
        file.getvalue()[part] for part in (slice(2), slice(2, 20), slice(20, None))
    )
    return start + rest if options.get("exif") else start + jfif + rest


def render(path, extension=None, turn=0, limits=sandbox.DEFAULT_LIMITS):
    """Render an image. Return the output and the colors in the corners of the web size."""
    folder = path.with_name(f"{path.name}.drawn{turn}")
    folder.mkdir(exist_ok=True)
    output = renditions.render_in_sandbox(path, extension or path.suffix[1:], turn, folder, limits)
    files = {file["kind"]: file for file in output["files"]}
    return output | files | {"corners": read_corners(files["web"]["path"])}


def read_corners(path):
    """Return the colors in the four corners, row by row."""
    with Image.open(path) as image:
        near, far = ([side * share // 8 for side in image.size] for share in (1, 7))
        points = [(near[0], near[1]), (far[0], near[1]), (near[0], far[1]), far]
        return [image.convert("RGB").getpixel(tuple(point)) for point in points]


def are_similar(colors, others, tolerance=16):
    """Return whether colors are equal, apart from the losses of compression."""
    return np.abs(np.subtract(colors, others)).max() <= tolerance


def make_dng(path, image, orientation=1, preview=b"", preview_size=(0, 0)):
    """Write a RAW file like those of cameras: a mosaic of an image, and perhaps a JPEG preview."""
    tags = [
        (50706, 1, 4, bytes([1, 4, 0, 0]), True),
        (50707, 1, 4, bytes([1, 1, 0, 0]), True),
        (274, 3, 1, orientation, True),
        (50708, 2, 0, "Nobody One", True),
    ]
    with tifffile.TiffWriter(path) as file:
        if preview:
            blank = np.zeros((*preview_size[::-1], 3), np.uint8)
            file.write(blank, photometric="RGB", subfiletype=1, subifds=1, extratags=tags, **PLAIN)
            tags = []
        file.write(make_mosaic(image), photometric=32803, extratags=tags + SENSOR_TAGS, **PLAIN)
    if preview:
        _insert_preview(path, preview)
    return path


def make_mosaic(image):
    """Return the Bayer pattern of an image: one of red, green and blue for each pixel."""
    light = (np.asarray(image) / 255) ** 2.2 * WHITE
    cells = light[:, :, 1].copy()
    cells[::2, ::2], cells[1::2, 1::2] = light[::2, ::2, 0], light[1::2, 1::2, 2]
    return cells.astype(np.uint16)


def _insert_preview(path, preview):
    """Append a JPEG to the file and let the tags of the blank preview point to it."""
    start = path.stat().st_size
    with path.open("ab") as file:
        file.write(preview)
    tags = {"Compression": 7, "PhotometricInterpretation": 6}
    tags |= {"StripOffsets": start, "StripByteCounts": len(preview)}
    with tifffile.TiffFile(path, mode="r+") as file:
        for name, value in tags.items():
            file.pages[0].tags[name].overwrite(value)
