"""Files and copies that are really there, without anybody who develops them."""

import io

from assets.intake import intake
from assets.models import Copy
from assets.storage import paths, vault

PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40
WEBP = b"RIFF----WEBPVP8 " * 100
FILM = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 40


def keep(content=PHOTO, name="a.jpg"):
    return intake.take_in(io.BytesIO(content), name)


def keep_copy(asset, kind="web", recipe="7", content=WEBP):
    extension = paths.DERIVED.get(kind, asset.extension)
    incoming = vault.incoming()
    try:
        incoming.write(content)
        print_ = incoming.finish()
        key = paths.copy(kind, asset.sha256, recipe, extension)
        vault.put_all([(incoming.path, key)])
    finally:
        incoming.discard()
    return Copy.objects.create(
        asset=asset,
        kind=kind,
        recipe=recipe,
        extension=extension,
        size=print_.size,
        crc32=print_.crc32,
    )
