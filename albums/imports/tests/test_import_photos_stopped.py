import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from albums.imports.tests.stalled_file import stall_reading
from albums.tests.factories.folders import create_card, snapshot_folder
from clientpix.testing.installation import PATIENCE, eventually

ROUNDS = pytest.mark.parametrize("rounds", [3, pytest.param(40, marks=pytest.mark.long)])
COUNT_PLACEMENTS = "SELECT count(*) FROM albums_placement"
IMPORT = ("import_photos", "--later", "--album", "Anna")
MANY = 3000
SAFE = "Everything counted above is safe. Run the same command again to continue."


@pytest.fixture
def folder(tmp_path):
    return create_card(tmp_path / "card", 320)


def start(owned_installation, folder, **environment):
    return owned_installation.start_manage(*IMPORT, folder, **environment)


def wait_for_placements(owned_installation, process, more_than=0):
    eventually(
        lambda: (
            process.poll() is not None or owned_installation.value(COUNT_PLACEMENTS) > more_than
        )
    )


def wait_for_first_placement(owned_installation, process):
    wait_for_placements(owned_installation, process)
    assert process.poll() is None, process.log.read_text()


def list_incoming(owned_installation):
    return [path.name for path in Path(owned_installation.folder, "photos", "incoming").glob("*")]


def list_hashes(owned_installation):
    return [
        name
        for (name,) in owned_installation.rows("SELECT sha256 FROM assets_asset ORDER BY sha256")
    ]


def assert_each_file_is_stored_once(owned_installation, folder):
    # In the album, in the rows and on the disk.
    files = len(list(folder.iterdir()))
    assert (
        owned_installation.value(COUNT_PLACEMENTS)
        == owned_installation.value("SELECT count(*) FROM assets_version")
        == files
    )
    originals = Path(owned_installation.folder, "photos", "originals").rglob("*.*")
    assert sorted(path.stem for path in originals) == list_hashes(owned_installation)
    assert len(list_hashes(owned_installation)) == files
    assert list_incoming(owned_installation) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stopped_import_says_what_is_safe(owned_installation, tmp_path, number):
    # So many that some are left when a busy machine lets the test go on.
    folder = create_card(tmp_path / "card", MANY)
    process = start(owned_installation, folder)
    wait_for_first_placement(owned_installation, process)
    process.send_signal(number)
    assert process.wait(PATIENCE) == 130
    *_, counted, last = process.log.read_text().splitlines()
    assert counted.startswith(f"Anna: {owned_installation.value(COUNT_PLACEMENTS)} new (")
    assert last.startswith(
        f"Stopped. {MANY - owned_installation.value(COUNT_PLACEMENTS):,} files ("
    )
    assert last.endswith(f") left to import. {SAFE}")
    assert list_incoming(owned_installation) == []


@ROUNDS
@pytest.mark.parametrize(
    "number", [signal.SIGINT, pytest.param(signal.SIGKILL, marks=pytest.mark.db)]
)
def test_each_file_is_imported_once_however_often_the_import_is_stopped(
    owned_installation, folder, number, rounds, print_figures
):
    before, counts = snapshot_folder(folder), []
    for _ in range(rounds):
        process = start(owned_installation, folder)
        wait_for_placements(owned_installation, process, counts[-1] if counts else 0)
        time.sleep(random.uniform(0, 0.2))
        process.send_signal(number)
        process.wait(PATIENCE)
        counts.append(owned_installation.value(COUNT_PLACEMENTS))
    done = owned_installation.manage(*IMPORT, folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert_each_file_is_stored_once(owned_installation, folder)
    assert snapshot_folder(folder) == before
    print_figures(
        f"stopped by {number.name} at {counts} of {len(before) - 1} files, and then: {done.stdout}"
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_second_signal_ends_the_import_at_once(owned_installation, tmp_path, number):
    folder = create_card(tmp_path / "card", 2)
    with stall_reading(folder / "IMG_2.jpg") as stalled_file:
        process = start(owned_installation, folder)
        stalled_file.wait_for_reader()
        process.send_signal(number)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.5)
        # Two signals that a busy process has not handled yet count as one, so ask until it ends.
        eventually(lambda: process.poll() is not None or process.send_signal(number))
        assert process.wait(PATIENCE) == -number
    assert owned_installation.manage(*IMPORT, folder).returncode == 0
    assert_each_file_is_stored_once(owned_installation, folder)


@pytest.mark.db
def test_two_imports_at_once_add_each_file_once(owned_installation, tmp_path):
    folder = create_card(tmp_path / "both", 150)
    processes = [start(owned_installation, folder), start(owned_installation, folder)]
    assert [process.wait(PATIENCE) for process in processes] == [0, 0]
    assert_each_file_is_stored_once(owned_installation, folder)
    assert owned_installation.value("SELECT count(*) FROM albums_album") == 1
