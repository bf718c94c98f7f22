"""A logo as it is kept: small, of one format, and nothing in it but pixels."""

import hashlib
import io

import PIL.Image
import PIL.ImageOps

MAX_LOGO_BYTES = 4 * 1024 * 1024
MAX_LOGO_PIXELS = 24_000_000
LOGO_BOX = (640, 240)
FORMATS = ("PNG", "JPEG", "WEBP")


class InvalidLogo(ValueError):
    """The file is no picture that we can use."""


def prepare_logo(file) -> tuple[bytes, str]:
    """The bytes to keep and their digest."""
    try:
        image = _downscale(PIL.Image.open(file, formats=FORMATS))
    except Exception as error:
        raise InvalidLogo(str(error)) from error
    output = io.BytesIO()
    image.save(output, "WEBP", lossless=True)
    data = output.getvalue()
    return data, hashlib.sha256(data).hexdigest()


def _downscale(image):
    if image.width * image.height > MAX_LOGO_PIXELS:
        raise InvalidLogo(f"{image.width} x {image.height}")
    image = PIL.ImageOps.exif_transpose(image).convert("RGBA")
    image.thumbnail(LOGO_BOX)
    return image
