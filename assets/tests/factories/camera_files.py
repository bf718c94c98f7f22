"""Files as cameras write them: with the moment and the camera in them."""

import io
import struct
import subprocess
from itertools import count
from uuid import uuid4

from PIL import ExifTags, Image

from assets.processing import probe

CAMERA = "Nobody One"
NOON = "2026:06:20 12:00:00"
_numbers = count(1)


def shot(moment=NOON, camera=CAMERA, notes=b"", size=(60, 40)):
    """A JPEG that nobody has taken before; NOTES are the maker's own."""
    said, file = Image.Exif(), io.BytesIO()
    said[ExifTags.Base.Make], said[ExifTags.Base.Model] = camera.split()[0], camera
    said[ExifTags.Base.ImageDescription] = f"number {next(_numbers)}"
    own = said.get_ifd(ExifTags.IFD.Exif)
    own[ExifTags.Base.DateTimeOriginal] = moment
    if notes:
        own[ExifTags.Base.MakerNote] = notes
    Image.new("RGB", size, (200, 90, 40)).save(file, "JPEG", exif=said)
    return file.getvalue()


def told(path, *tags):
    """What ExifTool writes into a file, as `-Group:Tag=value`; its content comes back."""
    command = [probe.exiftool.find_program(), "-q", "-overwrite_original", *tags, str(path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return path.read_bytes()


def apples(number):
    """Apple's own notes, with the number that a still has in common with its film."""
    head, where = b"Apple iOS\0\0\x01MM", 14 + 2 + 12 + 4
    text = number.encode() + b"\0"
    return head + struct.pack(">HHHIII", 1, 0x11, 2, len(text), where, 0) + text


def number():
    """As Apple gives one to what belongs together."""
    return str(uuid4()).upper()
