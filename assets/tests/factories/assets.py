"""Stored originals and renditions, without processing."""

import io

from assets.intake import intake
from assets.models import Rendition
from assets.storage import paths, vault

PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40
WEBP = b"RIFF----WEBPVP8 " * 100
FILM = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 40


def keep(content=PHOTO, name="a.jpg"):
    return keep_file(io.BytesIO(content), name)


def keep_file(file, name):
    """Store a file the way uploads do, and return its asset."""
    received = intake.receive_file(file, name)
    try:
        return intake.keep_and_enter([received], lambda kept: intake.enter_asset(*kept.values()))
    finally:
        received.incoming.discard()


def keep_rendition(asset, kind="web", recipe="7", content=WEBP):
    extension = paths.RENDITION_EXTENSIONS.get(kind, asset.extension)
    incoming = vault.create_incoming()
    try:
        incoming.write(content)
        fingerprint = incoming.finish()
        key = paths.rendition_key(kind, asset.sha256, recipe, extension)
        vault.put([(incoming.path, key)])
    finally:
        incoming.discard()
    return Rendition.objects.create(
        asset=asset,
        kind=kind,
        recipe=recipe,
        extension=extension,
        size=fingerprint.size,
        crc32=fingerprint.crc32,
    )
