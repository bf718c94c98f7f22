"""Stored files whose contents follow from their names, in albums of one person."""

import hashlib
import io
import random
from contextlib import contextmanager
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from accounts.models import User
from albums.arrival import IncomingFile, add_files
from albums.models import Album, Placement
from assets.intake import intake, kinds
from assets.models import Asset, Picture, Version
from assets.processing import scratch
from assets.storage import paths, vault
from assets.tus import expiry

LONG_AGO = timedelta(days=400)


def fake_jpeg(name, size=0):
    """Return the head of a JPEG and random bytes, longer than what is read to detect the type."""
    dice = random.Random(name)
    size = size or kinds.HEAD_SIZE + dice.randrange(1, 12_000)
    return b"\xff\xd8\xff\xe0" + dice.randbytes(size - 4)


def sha256_of(content):
    return hashlib.sha256(content).hexdigest()


def key_of(content):
    return paths.original_key(sha256_of(content), "jpg")


def get_album(title="Imported"):
    person, _ = User.objects.get_or_create(email="importer@example.org", role=User.Role.OWNER)
    by = {"slug": sha256_of(title.encode()), "created_by": person}
    return Album.objects.get_or_create(title=title, defaults=by)[0]


def store_in_album(contents, to=None, *, is_announced=True):
    """Add the contents in one group; when this returns, all of them are acknowledged."""
    to = to or get_album()
    with receive_files(contents, is_announced=is_announced) as incoming:
        return add_files(to, incoming, to.created_by)


@contextmanager
def receive_files(contents, *, is_announced=True):
    """Yield received files that are on the disk but in no album yet."""
    incoming = []
    try:
        for content in contents:
            size = len(content) if is_announced else 0
            incoming.append(
                IncomingFile(intake.receive_file(io.BytesIO(content), "a.jpg", size), "a.jpg")
            )
        yield incoming
    finally:
        for file in incoming:
            file.received.incoming.discard()


def write_stored(key, content):
    """Write a file that no upload or import has stored."""
    with vault.borrow(key) as path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_bytes(content)


def read_stored(key):
    return b"".join(vault.open_range(key, 0, vault.stat(key).size))


def read_quarantined(content):
    keys = [key for key in vault.walk("quarantine") if sha256_of(content) in key]
    return [read_stored(key) for key in keys]


def find_flaw(content):
    """Return what is wrong with an acknowledged file, or an empty string."""
    asset = Asset.objects.filter(sha256=sha256_of(content)).first()
    if asset is None:
        return "no row"
    placements = Placement.objects.filter(picture__versions__asset=asset).values("album")
    counts = set(placements.annotate(count=Count("pk")).values_list("count", flat=True))
    if counts != {1}:
        return f"placements per album: {counts}"
    return "" if read_stored(asset.key) == content else "other bytes"


def list_rows_without_bytes():
    """Return the keys of living assets whose file is missing or differs."""
    rows = Asset.objects.living().filter(lost_at=None)
    return [row.key for row in rows if not _is_whole(row)]


def _is_whole(row):
    return vault.stat(row.key) and sha256_of(read_stored(row.key)) == row.sha256


def clean_up(now=None):
    vault.sweep_incoming()
    scratch.remove_abandoned()
    expiry.sweep_expired(now or timezone.now())


def list_strays():
    """Return the keys of stored files that no row knows, after all uploads have expired."""
    clean_up(timezone.now() + LONG_AGO)
    known = {asset.key for asset in Asset.objects.all()}
    stored = {*vault.walk("originals"), *vault.walk("incoming")} - {"incoming/counting"}
    return sorted(stored - known)


def delete_all_rows():
    for model in (Placement, Version, Picture, Asset):
        model.objects.all().delete()
