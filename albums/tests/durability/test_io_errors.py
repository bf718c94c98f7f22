"""Each call to the disk or the database fails once: the first one, the second one, and so on.

Nothing is acknowledged that isn't stored, and the next try succeeds.
"""

import errno
import io
import os
from collections import Counter
from contextlib import suppress
from itertools import count

import pytest

from albums.tests.durability.fault_injection import Trouble
from albums.tests.durability.scenarios import Arrival, DamagedFiles
from albums.tests.factories import stored_files
from assets.intake import intake
from assets.storage import vault
from assets.storage.backends import DiskFailure
from assets.storage.vault import DiskFull

pytestmark = pytest.mark.django_db(transaction=True)

CASES = [
    (Arrival, errno.ENOSPC),
    (DamagedFiles, errno.EIO),
    (Arrival, errno.EIO),
    (DamagedFiles, errno.ENOSPC),
]
ALL_CALLS = {
    *("open", "write", "fchmod", "fsync of a file", "mkdir", "link", "fsync of a folder"),
    *("stat", "statvfs", "unlink", "database"),
}


@pytest.fixture
def move(settings, tmp_path):
    """Return a function that switches to an empty data folder, so that all folders are created."""

    def move(name):
        settings.PHOTOS = tmp_path / name
        photos = {**settings.STORAGES["photos"], "OPTIONS": {"location": settings.PHOTOS}}
        settings.STORAGES = {**settings.STORAGES, "photos": photos}
        stored_files.delete_all_rows()

    return move


@pytest.mark.parametrize(("scenario", "number"), CASES)
def test_every_acknowledged_file_is_stored_when_any_call_fails(
    move, settings, print_figures, scenario, number
):
    album, failures = stored_files.get_album(), Counter()
    for at in count(1):
        move(f"house {at}")
        play, trouble = scenario(f"{at}", size=3), Trouble(number, at)
        play.prepare()
        error = trouble.during(lambda play=play: play.act(album))
        if not trouble.failed_call:
            break
        failures[trouble.failed_call] += 1
        assert trouble.resynced == set()
        assert number != errno.ENOSPC or error is None or isinstance(error, DiskFull)
        is_unclean = (settings.PHOTOS / "unclean").exists()
        assert (
            is_unclean
            == isinstance(error, DiskFailure)
            == (number == errno.EIO and trouble.failed_call.startswith("fsync"))
        )
        play.check_after_failure()
        if error is None:
            play.check_done()
        play.recover()
    play.check_done()
    print_figures(f"{failures.total()} failures of {number}: {dict(failures)}")
    assert set(failures) >= ALL_CALLS


def test_second_fsync_after_a_failed_one_is_detected(monkeypatch):
    # The kernel reports lost data once. The next fsync succeeds, although the data is lost.

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
