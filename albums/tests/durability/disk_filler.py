"""Fill a disk that also contains the database."""

from itertools import count
from pathlib import Path

from django.conf import settings
from django.db import OperationalError
from django.utils import timezone

from albums import refusals
from albums.arrival import add_files
from albums.models import Album, Placement
from albums.tests.factories import stored_files
from albums.tests.factories.stored_files import fake_jpeg, find_flaw, receive_files, store_in_album
from assets.models import Asset
from assets.storage.vault import DiskFull

PIECES = (2**20, 4096, 1)


def until_the_reserve():
    """Fill the disk up to the reserve. Everything except adding files must still work."""
    kept = list(_store_until_full())
    assert len(kept) > 10
    for number in range(100):
        at = timezone.now() if number % 2 else None
        assert Placement.objects.update(trashed_at=at) == len(kept)
    assert [find_flaw(content) for content in kept if find_flaw(content)] == []


def to_the_last_byte():
    """Fill the disk completely after a file was stored, so that only its rows find no space."""
    content, album, elsewhere = fake_jpeg("known"), stored_files.get_album(), _another_album()
    store_in_album([content], album)
    with receive_files([content]) as parcels:
        _fill_up()
        for _ in range(3):
            error = _error_of(lambda: add_files(elsewhere, parcels, elsewhere.created_by))
            assert isinstance(error, DiskFull)
            assert isinstance(error.__cause__, OperationalError)
            assert "full" in refusals.explain(error)
        assert isinstance(_error_of(lambda: store_in_album([fake_jpeg("new")], album)), DiskFull)
        assert not elsewhere.placements.exists()
        assert Asset.objects.count() == 1
        assert find_flaw(content) == ""
        _ballast().unlink()
        add_files(elsewhere, parcels, elsewhere.created_by)
    assert elsewhere.placements.count() == 1
    store_in_album([fake_jpeg("new")], album)
    assert find_flaw(fake_jpeg("new")) == ""


def _store_until_full():
    for number in count():
        content = fake_jpeg(f"{number}", 300_000)
        if isinstance(_error_of(lambda content=content: store_in_album([content])), DiskFull):
            return
        yield content


def _another_album():
    by = stored_files.get_album().created_by
    return Album.objects.create(title="Elsewhere", slug="elsewhere", created_by=by)


def _fill_up():
    with _ballast().open("wb", buffering=0) as ballast:
        for size in PIECES:
            while not _error_of(lambda size=size: ballast.write(bytes(size))):
                pass


def _ballast():
    return Path(settings.PHOTOS) / "ballast"


def _error_of(work):
    try:
        work()
    except OSError as error:
        return error
    return None
