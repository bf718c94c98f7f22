import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from albums.imports.tests.stalled_file import stalled
from albums.tests.factories.folders import card, state_of
from clientpix.testing.installation import PATIENCE, eventually

ROUNDS = pytest.mark.parametrize("rounds", [3, pytest.param(40, marks=pytest.mark.long)])
LYING = "SELECT count(*) FROM albums_placement"
BRING = ("import_photos", "--later", "--album", "Anna")
MANY = 3000
SAFE = "What is counted above is safe; run the same command again to continue."


@pytest.fixture
def folder(tmp_path):
    return card(tmp_path / "card", 320)


def start(home, folder, **environment):
    return home.start_managed(*BRING, folder, **environment)


def has_moved(home, process, beyond=0):
    eventually(lambda: process.poll() is not None or home.value(LYING) > beyond)


def has_begun(home, process):
    has_moved(home, process)
    assert process.poll() is None, process.log.read_text()


def incoming(home):
    return [path.name for path in Path(home.folder, "photos", "incoming").glob("*")]


def hashes(home):
    return [name for (name,) in home.rows("SELECT sha256 FROM assets_asset ORDER BY sha256")]


def assert_each_is_there_once(home, folder):
    """In the album, in the rows and on the disk."""
    files = len(list(folder.iterdir()))
    assert home.value(LYING) == home.value("SELECT count(*) FROM assets_version") == files
    originals = Path(home.folder, "photos", "originals").rglob("*.*")
    assert sorted(path.stem for path in originals) == hashes(home)
    assert len(hashes(home)) == files
    assert incoming(home) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_whoever_asks_it_to_stop_is_told_what_is_safe(home, tmp_path, number):
    # So many that some are left when a busy machine lets the test go on.
    folder = card(tmp_path / "card", MANY)
    process = start(home, folder)
    has_begun(home, process)
    process.send_signal(number)
    assert process.wait(PATIENCE) == 130
    *_, counted, last = process.log.read_text().splitlines()
    assert counted.startswith(f"Anna: {home.value(LYING)} new (")
    assert last.startswith(f"Stopped. {MANY - home.value(LYING):,} files (")
    assert last.endswith(f") still to come. {SAFE}")
    assert incoming(home) == []


@ROUNDS
@pytest.mark.parametrize(
    "number", [signal.SIGINT, pytest.param(signal.SIGKILL, marks=pytest.mark.db)]
)
def test_however_often_it_is_stopped_in_the_end_each_file_is_there_once(
    home, folder, number, rounds, say
):
    before, came = state_of(folder), []
    for _ in range(rounds):
        process = start(home, folder)
        has_moved(home, process, came[-1] if came else 0)
        time.sleep(random.uniform(0, 0.2))
        process.send_signal(number)
        process.wait(PATIENCE)
        came.append(home.value(LYING))
    done = home.manage(*BRING, folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert_each_is_there_once(home, folder)
    assert state_of(folder) == before
    say(f"stopped by {number.name} at {came} of {len(before) - 1} files, and then: {done.stdout}")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_asked_a_second_time_it_waits_for_nothing(home, tmp_path, number):
    folder = card(tmp_path / "card", 2)
    with stalled(folder / "IMG_2.jpg") as hanging:
        process = start(home, folder)
        hanging.until_somebody_reads()
        process.send_signal(number)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.5)
        # Two signals that a busy process has not handled yet count as one, so ask until it ends.
        eventually(lambda: process.poll() is not None or process.send_signal(number))
        assert process.wait(PATIENCE) == -number
    assert home.manage(*BRING, folder).returncode == 0
    assert_each_is_there_once(home, folder)


@pytest.mark.db
def test_two_at_once_bring_each_file_once(home, tmp_path):
    folder = card(tmp_path / "both", 150)
    both = [start(home, folder), start(home, folder)]
    assert [process.wait(PATIENCE) for process in both] == [0, 0]
    assert_each_is_there_once(home, folder)
    assert home.value("SELECT count(*) FROM albums_album") == 1
