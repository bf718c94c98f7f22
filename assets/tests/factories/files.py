"""Small real files for tests, each with different content."""

import io
from itertools import count

from PIL import Image

_numbers = count(1)


def jpeg(size=(60, 40), shade=None):
    """Return a JPEG that is different from all others."""
    number = next(_numbers)
    picture = io.BytesIO()
    shade = shade or (number % 256, number // 256 % 256, 90)
    Image.new("RGB", size, shade).save(picture, "JPEG", comment=f"{number}".encode())
    return picture.getvalue()


def big(size):
    """Return SIZE bytes that start like a JPEG, different from all others."""
    head = jpeg()
    return head + bytes([next(_numbers) % 256]) * (size - len(head))


def xmp(title="x"):
    return (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><t>{title}</t></x:xmpmeta>'
    ).encode()
