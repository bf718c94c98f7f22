"""Files that can be made again from their name alone, brought into albums by one person."""

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


def made(name, size=0):
    """A JPEG as far as its head goes, and always longer than what is read of it first."""
    dice = random.Random(name)
    size = size or kinds.HEAD_SIZE + dice.randrange(1, 12_000)
    return b"\xff\xd8\xff\xe0" + dice.randbytes(size - 4)


def sha256_of(content):
    return hashlib.sha256(content).hexdigest()


def key_of(content):
    return paths.original_key(sha256_of(content), "jpg")


def album(title="Brought"):
    person, _ = User.objects.get_or_create(email="bringer@example.org", role=User.Role.OWNER)
    by = {"slug": sha256_of(title.encode()), "created_by": person}
    return Album.objects.get_or_create(title=title, defaults=by)[0]


def bring(contents, to=None, *, is_announced=True):
    """All in one group; when this returns, all of it is acknowledged."""
    to = to or album()
    with received(contents, is_announced=is_announced) as parcels:
        return add_files(to, parcels, to.created_by)


@contextmanager
def received(contents, *, is_announced=True):
    """On disk, and on their way; how large they are was said before, or not."""
    parcels = []
    try:
        for content in contents:
            size = len(content) if is_announced else 0
            parcels.append(
                IncomingFile(intake.receive_file(io.BytesIO(content), "a.jpg", size), "a.jpg")
            )
        yield parcels
    finally:
        for parcel in parcels:
            parcel.received.incoming.discard()


def plant(key, content):
    """Something that lies there and that nobody brought."""
    with vault.borrow(key) as path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_bytes(content)


def stored(key):
    return b"".join(vault.open_range(key, 0, vault.stat(key).size))


def put_aside(content):
    keys = [key for key in vault.walk("quarantine") if sha256_of(content) in key]
    return [stored(key) for key in keys]


def unsound(content):
    """What is wrong with a file that was acknowledged; nothing, we hope."""
    asset = Asset.objects.filter(sha256=sha256_of(content)).first()
    if asset is None:
        return "no row"
    lying = Placement.objects.filter(picture__versions__asset=asset).values("album")
    numbers = set(lying.annotate(number=Count("pk")).values_list("number", flat=True))
    if numbers != {1}:
        return f"so often in an album: {numbers}"
    return "" if stored(asset.key) == content else "other bytes"


def rows_without_bytes():
    """Whatever may have happened: a row promises bytes, unless they are lost or about to go."""
    rows = Asset.objects.living().filter(lost_at=None)
    return [row.key for row in rows if not _is_whole(row)]


def _is_whole(row):
    return vault.stat(row.key) and sha256_of(stored(row.key)) == row.sha256


def tidy_up(now=None):
    vault.sweep_incoming()
    scratch.remove_abandoned()
    expiry.sweep_expired(now or timezone.now())


def strays():
    """What is left lying about, when the last upload was given up, and no row knows of."""
    tidy_up(timezone.now() + LONG_AGO)
    known = {asset.key for asset in Asset.objects.all()}
    lying = {*vault.walk("originals"), *vault.walk("incoming")} - {"incoming/counting"}
    return sorted(lying - known)


def forget_all():
    for model in (Placement, Version, Picture, Asset):
        model.objects.all().delete()
