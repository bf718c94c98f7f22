"""Decodes a still, by the one decoder that its kind of file has."""

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
# A JPEG is decoded at the scale that is wanted; of all others every pixel has to be made.
MAX_PIXELS_BY_EXTENSION = {"jpg": 300_000_000}
MAX_DECODED_PIXELS = 120_000_000
BYTES_PER_PIXEL = 10  # what decoders need while they make it

pillow_heif.register_heif_opener(
    thumbnails=False, depth_images=False, aux_images=False, decode_threads=1
)
Image.init()


class Still(NamedTuple):
    """Pixels, how they have to be turned (as EXIF says it), and how large the upright whole is."""

    image: Image.Image
    orientation: int
    upright_size: tuple[int, int]


def decode(source: Path | BinaryIO, extension: str, most: int = MAX_DECODED_PIXELS) -> Still:
    """Only the first picture of several; of a JPEG no more pixels than are needed."""
    if extension not in FORMATS:
        raise ProcessingError(Problem.UNSUPPORTED_FORMAT, extension)
    Image.MAX_IMAGE_PIXELS = None  # the limits are ours, and differ
    image = Image.open(source, formats=[FORMATS[extension]])
    size = image.size
    check_pixel_count(size, MAX_PIXELS_BY_EXTENSION.get(extension, most))
    image.draft(None, fitted(size, LARGEST.max_edge))
    image.load()
    orientation = read_orientation(image)
    return Still(image, orientation, upright_size(size, orientation))


def check_pixel_count(size: tuple[int, int], most: int) -> None:
    if size[0] * size[1] > most:
        raise ProcessingError(Problem.TOO_MANY_PIXELS, "{} x {}".format(*size))


def read_orientation(image: Image.Image) -> int:
    """What is left to be done; the decoder of HEIC has done it, and says so.

    EXIF that cannot be read, or says what there is not, says nothing.
    """
    try:
        said = image.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # a picture is worth more than its metadata
        return 1
    return said if said in range(1, 9) else 1


def upright_size(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    return size[::-1] if orientation > 4 else size
