"""Decode a still image with the one decoder for its format."""

from pathlib import Path
from typing import BinaryIO, NamedTuple

import pillow_heif
from PIL import ExifTags, Image

from assets.processing.problems import Problem, ProcessingError
from assets.processing.recipes import LARGEST, fitted

FORMATS = {
    "avif": "AVIF",
    "bmp": "BMP",
    "gif": "GIF",
    "heic": "HEIF",
    "j2k": "JPEG2000",
    "jp2": "JPEG2000",
    "jpg": "JPEG",
    "png": "PNG",
    "psd": "PSD",
    "tif": "TIFF",
    "webp": "WEBP",
}
# A JPEG can be decoded at a smaller scale; of all other formats every pixel is decoded.
MAX_PIXELS_BY_EXTENSION = {"jpg": 300_000_000}
MAX_DECODED_PIXELS = 120_000_000
BYTES_PER_PIXEL = 10  # what decoders need at most

pillow_heif.register_heif_opener(
    thumbnails=False, depth_images=False, aux_images=False, decode_threads=1
)
Image.init()


class Still(NamedTuple):
    """Decoded pixels, their EXIF orientation, and the upright size of the whole image."""

    image: Image.Image
    orientation: int
    upright_size: tuple[int, int]


def decode(source: Path | BinaryIO, extension: str, max_pixels: int = MAX_DECODED_PIXELS) -> Still:
    """Decode the first image of a file; of a JPEG no more pixels than are needed."""
    if extension not in FORMATS:
        raise ProcessingError(Problem.UNSUPPORTED_FORMAT, extension)
    Image.MAX_IMAGE_PIXELS = None  # our own limits are checked instead
    image = Image.open(source, formats=[FORMATS[extension]])
    size = image.size
    check_pixel_count(size, MAX_PIXELS_BY_EXTENSION.get(extension, max_pixels))
    image.draft(None, fitted(size, LARGEST.max_edge))
    image.load()
    orientation = read_orientation(image)
    return Still(image, orientation, upright_size(size, orientation))


def check_pixel_count(size: tuple[int, int], max_pixels: int) -> None:
    if size[0] * size[1] > max_pixels:
        raise ProcessingError(Problem.TOO_MANY_PIXELS, "{} x {}".format(*size))


def read_orientation(image: Image.Image) -> int:
    """Return the EXIF orientation, or 1 if it is missing or invalid."""
    # The HEIC decoder has already rotated the image, and resets the tag.
    try:
        orientation = image.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # damaged metadata must not keep the image from being shown
        return 1
    return orientation if orientation in range(1, 9) else 1


def upright_size(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    return size[::-1] if orientation > 4 else size
