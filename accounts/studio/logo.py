"""Turn an uploaded logo into a small WebP image without metadata."""

import hashlib
import io

import PIL.Image
import PIL.ImageOps

MAX_LOGO_BYTES = 4 * 1024 * 1024
MAX_LOGO_PIXELS = 24_000_000
LOGO_BOX = (640, 240)
FORMATS = ("PNG", "JPEG", "WEBP")


class InvalidLogo(ValueError):
    """Raised for a file that is not an image we support."""


def prepare_logo(file) -> tuple[bytes, str]:
    """Return the WebP image and its digest."""
    try:
        image = _downscale(PIL.Image.open(file, formats=FORMATS))
    except Exception as error:
        raise InvalidLogo(str(error)) from error
    output = io.BytesIO()
    # Encoding the pixels again leaves out EXIF, profiles and anything appended to the file.
    image.save(output, "WEBP", lossless=True)
    data = output.getvalue()
    return data, hashlib.sha256(data).hexdigest()


def _downscale(image):
    # Opening reads only the header. This must be checked before the pixels are decoded.
    if image.width * image.height > MAX_LOGO_PIXELS:
        raise InvalidLogo(f"{image.width} x {image.height}")
    image = PIL.ImageOps.exif_transpose(image).convert("RGBA")
    image.thumbnail(LOGO_BOX)
    return image
