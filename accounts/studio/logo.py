"""A logo as it is kept: small, of one format, and nothing in it but pixels."""

import hashlib
import io

import PIL.Image
import PIL.ImageOps

LARGEST_UPLOAD = 4 * 1024 * 1024
MOST_PIXELS = 24_000_000
BOX = (640, 240)
FORMATS = ("PNG", "JPEG", "WEBP")


class NotALogo(ValueError):
    """The file is no picture that we can use."""


def prepared(file) -> tuple[bytes, str]:
    """The bytes to keep and their digest."""
    try:
        image = _small(PIL.Image.open(file, formats=FORMATS))
    except Exception as error:
        raise NotALogo(str(error)) from error
    output = io.BytesIO()
    image.save(output, "WEBP", lossless=True)
    data = output.getvalue()
    return data, hashlib.sha256(data).hexdigest()


def _small(image):
    if image.width * image.height > MOST_PIXELS:
        raise NotALogo(f"{image.width} x {image.height}")
    image = PIL.ImageOps.exif_transpose(image).convert("RGBA")
    image.thumbnail(BOX)
    return image
