"""Uploads without an endpoint."""

import base64
import hashlib
import os
from datetime import timedelta

from assets.storage import vault
from assets.tests.factories.files import big
from assets.tus import chunks, upload
from assets.tus.protocol import Checksum

CONTENT = big(10_000)
DAY = timedelta(days=1)


def begin(content=CONTENT, name="a.jpg"):
    return upload.create_upload(length=len(content), name=name, person="anna")


def send(pending, start, stop, content=CONTENT, checksum=None):
    return chunks.write_chunk(pending, start, stop - start, [content[start:stop]], checksum)


def checksum_of(content):
    return Checksum(f"sha1 {base64.b64encode(hashlib.sha1(content).digest()).decode()}")


def files():
    return sorted(path.suffix for path in vault.incoming_folder().rglob("*") if path.suffix)


def age(pending, by):
    """Make an upload look as if nobody had touched it for some time."""
    for path in vault.incoming_folder().rglob(f"{pending.handle}*"):
        modified = path.stat().st_mtime - by.total_seconds()
        os.utime(path, (modified, modified))
