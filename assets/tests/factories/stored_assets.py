"""Many small stored originals with their rows, created directly instead of uploaded."""

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


def create(count, name="original"):
    """Create a number of assets with different contents."""
    contents = [f"{name} {number} ".encode() * 9 for number in range(count)]
    assets = [_build_asset(content) for content in contents]
    for asset, content in zip(assets, contents, strict=True):
        write_file(asset.key, content)
    return Asset.objects.bulk_create(assets)


def add_renditions(assets, kind="web", recipe="7"):
    renditions = []
    for asset in assets:
        content = f"{kind} {recipe} {asset.sha256}".encode()
        extension = paths.RENDITION_EXTENSIONS.get(kind, asset.extension)
        renditions.append(
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
        write_file(renditions[-1].key, content)
    return Rendition.objects.bulk_create(renditions)


def write_file(key, content):
    path = path_of(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def path_of(key):
    return Path(settings.PHOTOS, key)


def content_at(key):
    return path_of(key).read_bytes()


def flip_bit(key):
    content = bytearray(content_at(key))
    content[len(content) // 2] ^= 1
    write_file(key, content)


def truncate(key):
    write_file(key, content_at(key)[:-1])


def add_stray(name, folder=paths.ORIGINALS):
    """Store a file that no row belongs to."""
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    is_original = folder == paths.ORIGINALS
    key = (
        paths.original_key(sha256, "jpg")
        if is_original
        else paths.rendition_key(folder, sha256, "7", "jpg")
    )
    write_file(key, name.encode())
    return key


def make_picture(*assets, **fields):
    picture = Picture.objects.create(**fields)
    uploader, _ = User.objects.get_or_create(email="uploader@example.org")
    for asset in assets:
        baker.make(Version, picture=picture, asset=asset, uploader=uploader)
    return picture


def stored_keys():
    folders = ("originals", *paths.RENDITION_KINDS)
    return {key for folder in folders for key in vault.walk(folder)}


def quarantined():
    """Return the contents of all quarantined files."""
    return sorted(content_at(key) for key in vault.walk("quarantine"))


def make_old(key):
    past = (timezone.now() - timedelta(days=2)).timestamp()
    os.utime(path_of(key), (past, past))
    return key


def open_findings():
    return {finding.key: finding.problem for finding in Finding.objects.open()}


def _build_asset(content):
    return Asset(
        sha256=hashlib.sha256(content).hexdigest(),
        crc32=zlib.crc32(content),
        size=len(content),
        kind=Kind.PHOTO,
        extension="jpg",
        kept_at=LONG_AGO,
        verified_at=LONG_AGO,
    )
