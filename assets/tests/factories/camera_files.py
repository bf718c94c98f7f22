"""Files like those of cameras, with a capture time and a camera model."""

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


def take_photo(moment=NOON, camera=CAMERA, notes=b"", size=(60, 40)):
    """Return a JPEG that is different from all others. NOTES are the maker notes."""
    exif, file = Image.Exif(), io.BytesIO()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = camera.split()[0], camera
    exif[ExifTags.Base.ImageDescription] = f"number {next(_numbers)}"
    exif_ifd = exif.get_ifd(ExifTags.IFD.Exif)
    exif_ifd[ExifTags.Base.DateTimeOriginal] = moment
    if notes:
        exif_ifd[ExifTags.Base.MakerNote] = notes
    Image.new("RGB", size, (200, 90, 40)).save(file, "JPEG", exif=exif)
    return file.getvalue()


def write_tags(path, *tags):
    """Let ExifTool write tags like `-Group:Tag=value`, and return the content of the file."""
    command = [probe.exiftool.find_program(), "-q", "-overwrite_original", *tags, str(path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return path.read_bytes()


def apple_maker_notes(content_id):
    """Return Apple's maker notes with the ID that a still shares with its Live Photo video."""
    head, offset = b"Apple iOS\0\0\x01MM", 14 + 2 + 12 + 4
    text = content_id.encode() + b"\0"
    return head + struct.pack(">HHHIII", 1, 0x11, 2, len(text), offset, 0) + text


def new_content_id():
    """Return an ID like those Apple gives to the files of a Live Photo."""
    return str(uuid4()).upper()
