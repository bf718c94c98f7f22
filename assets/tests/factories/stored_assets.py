"""Many small originals with their rows, laid out by hand: nobody has to take them in."""

import hashlib
import os
import zlib
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from model_bakery import baker

from accounts.models import User
from assets.intake.kinds import Kind
from assets.models import Asset, Finding, Picture, Rendition, Version
from assets.storage import paths, vault

LONG_AGO = timezone.now() - timedelta(days=40)


def fill(number, name="original"):
    assets = [_asset(content_of(name, one)) for one in range(number)]
    for one, asset in enumerate(assets):
        lay(asset.key, content_of(name, one))
    return Asset.objects.bulk_create(assets)


def content_of(name, one):
    return f"{name} {one} ".encode() * 9


def add_copies(assets, kind="web", recipe="7"):
    copies = []
    for asset in assets:
        content = f"{kind} {recipe} {asset.sha256}".encode()
        extension = paths.RENDITION_EXTENSIONS.get(kind, asset.extension)
        copies.append(
            Rendition(
                asset=asset,
                kind=kind,
                recipe=recipe,
                extension=extension,
                size=len(content),
                crc32=zlib.crc32(content),
                verified_at=LONG_AGO,
            )
        )
        lay(copies[-1].key, content)
    return Rendition.objects.bulk_create(copies)


def lay(key, content):
    path = path_of(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def path_of(key):
    return Path(settings.PHOTOS, key)


def content_at(key):
    return path_of(key).read_bytes()


def flip(key):
    content = bytearray(content_at(key))
    content[len(content) // 2] ^= 1
    lay(key, content)


def cut(key):
    lay(key, content_at(key)[:-1])


def stray(name, folder=paths.ORIGINALS):
    """Bytes at an address that no row speaks of."""
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    is_original = folder == paths.ORIGINALS
    key = (
        paths.original_key(sha256, "jpg")
        if is_original
        else paths.rendition_key(folder, sha256, "7", "jpg")
    )
    lay(key, name.encode())
    return key


def picture_of(*assets, **facts):
    picture = Picture.objects.create(**facts)
    somebody, _ = User.objects.get_or_create(email="somebody@example.org")
    for asset in assets:
        baker.make(Version, picture=picture, asset=asset, uploader=somebody)
    return picture


def keys_there():
    folders = ("originals", *paths.RENDITION_KINDS)
    return {key for folder in folders for key in vault.walk(folder)}


def aside():
    return sorted(content_at(key) for key in vault.walk("quarantine"))


def aged(key):
    past = (timezone.now() - timedelta(days=2)).timestamp()
    os.utime(path_of(key), (past, past))
    return key


def open_findings():
    return {finding.key: finding.problem for finding in Finding.objects.open()}


def _asset(content):
    return Asset(
        sha256=hashlib.sha256(content).hexdigest(),
        crc32=zlib.crc32(content),
        size=len(content),
        kind=Kind.PHOTO,
        extension="jpg",
        kept_at=LONG_AGO,
        verified_at=LONG_AGO,
    )
