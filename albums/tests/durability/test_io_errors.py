"""Whatever is asked of the disk or the database may fail: the first thing, the second, and so on.

Nothing is then acknowledged that is not there, and the next try succeeds.
"""

import errno
import io
import os
from collections import Counter
from contextlib import suppress
from itertools import count

import pytest

from albums.tests.durability.fault_injection import Trouble
from albums.tests.durability.scenarios import Arrival, Healing
from albums.tests.factories import stored_files
from assets.intake import intake
from assets.storage import vault
from assets.storage.backends import DiskFailure
from assets.storage.vault import DiskFull

pytestmark = pytest.mark.django_db(transaction=True)

CASES = [
    (Arrival, errno.ENOSPC),
    (Healing, errno.EIO),
    (Arrival, errno.EIO),
    (Healing, errno.ENOSPC),
]
EVERYTHING = {
    *("open", "write", "fchmod", "fsync of a file", "mkdir", "link", "fsync of a folder"),
    *("stat", "statvfs", "unlink", "database"),
}


@pytest.fixture
def move(settings, tmp_path):
    """Into an empty house, where every folder has yet to be made."""

    def move(name):
        settings.PHOTOS = tmp_path / name
        photos = {**settings.STORAGES["photos"], "OPTIONS": {"location": settings.PHOTOS}}
        settings.STORAGES = {**settings.STORAGES, "photos": photos}
        stored_files.delete_all_rows()

    return move


@pytest.mark.parametrize(("scene", "number"), CASES)
def test_whatever_fails_nothing_is_acknowledged_that_is_not_there(
    move, settings, print_figures, scene, number
):
    album, came = stored_files.get_album(), Counter()
    for at in count(1):
        move(f"house {at}")
        play, trouble = scene(f"{at}", size=3), Trouble(number, at)
        play.prepare()
        error = trouble.during(lambda play=play: play.act(album))
        if not trouble.failed_call:
            break
        came[trouble.failed_call] += 1
        assert trouble.resynced == set()
        assert number != errno.ENOSPC or error is None or isinstance(error, DiskFull)
        is_unclean = (settings.PHOTOS / "unclean").exists()
        assert (
            is_unclean
            == isinstance(error, DiskFailure)
            == (number == errno.EIO and trouble.failed_call.startswith("fsync"))
        )
        play.survived()
        if error is None:
            play.is_done()
        play.recover()
    play.is_done()
    print_figures(f"{came.total()} failures of {number}: {dict(came)}")
    assert set(came) >= EVERYTHING


def test_it_is_noticed_when_a_sync_is_asked_twice(monkeypatch):
    """The kernel says once that it lost something, and who asks again hears that all is well."""

    def sync(file):
        with suppress(OSError):
            return os.fsync(file)
        return os.fsync(file)

    def receive():
        intake.receive_file(io.BytesIO(stored_files.fake_jpeg("a")), "a.jpg").incoming.discard()

    monkeypatch.setattr(vault, "sync_file", sync)
    for at in count(1):
        trouble = Trouble(errno.EIO, at)
        trouble.during(receive)
        if trouble.failed_call == "fsync of a file":
            break
    assert trouble.resynced
