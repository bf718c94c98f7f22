import json
import os
import signal
import time
from pathlib import Path

import pytest

from albums.imports.tests.watched_folder import assert_logs_once, stop
from albums.tests.factories.folders import (
    create_card,
    snapshot_folder,
    without_progress,
    write_files,
)
from albums.tests.factories.stored_files import fake_jpeg
from clientpix.testing.installation import PATIENCE, eventually

TRASH_PLACEMENT = """
from django.utils import timezone
from albums.models import Placement
Placement.objects.filter(picture__versions__name="{}").update(trashed_at=timezone.now())
"""


@pytest.mark.parametrize(
    "number",
    [
        signal.SIGTERM,
        pytest.param(signal.SIGINT, marks=pytest.mark.long),
        pytest.param(signal.SIGHUP, marks=pytest.mark.long),
    ],
)
def test_existing_and_new_files_are_imported_until_a_signal_comes(watched_folder, number):
    write_files(watched_folder.folder, {"1.jpg": fake_jpeg("1"), "sub/2.jpg": fake_jpeg("2")})
    process = watched_folder.start_watch()
    watched_folder.wait_for_names("1.jpg", "2.jpg")
    write_files(watched_folder.folder, {"3.jpg": fake_jpeg("3")})
    watched_folder.wait_for_names("1.jpg", "2.jpg", "3.jpg")
    assert_logs_once(process, "Anna: 1 new (")
    before = snapshot_folder(watched_folder.folder)
    stop(process, number)
    assert snapshot_folder(watched_folder.folder) == before
    assert watched_folder.list_incoming() == []


def test_a_file_is_not_imported_while_it_grows(watched_folder):
    # Much longer than the pause between two writes, even where that takes longer than planned.
    process = watched_folder.start_watch(settle=5)
    content, path = fake_jpeg("long", 400_000), watched_folder.folder / "long.jpg"
    with path.open("wb", buffering=0) as file:
        for start in range(0, len(content), 20_000):
            file.write(content[start : start + 20_000])
            assert watched_folder.list_names() == []
            time.sleep(0.1)
    watched_folder.wait_for_names("long.jpg")
    assert watched_folder.installation.rows("SELECT size FROM assets_asset") == [(len(content),)]
    stop(process)
    assert without_progress(process.log.read_text()).count("\n") == 2


def test_a_file_is_not_imported_before_it_gets_its_final_name(watched_folder):
    watched_folder.start_watch()
    write_files(watched_folder.folder, {".1.jpg.part": fake_jpeg("1")})
    write_files(watched_folder.folder, {"2.jpg": fake_jpeg("2")})
    watched_folder.wait_for_names("2.jpg")
    (watched_folder.folder / ".1.jpg.part").rename(watched_folder.folder / "1.jpg")
    watched_folder.wait_for_names("2.jpg", "1.jpg")


def test_nothing_is_imported_twice_or_missed_after_a_restart(watched_folder):
    create_card(watched_folder.folder, 5)
    watched_folder.watch_until_imported(5)
    write_files(watched_folder.folder, {"while away.jpg": fake_jpeg("away")})
    (watched_folder.folder / "IMG_3.jpg").unlink()
    watched_folder.watch_until_imported(6)
    assert watched_folder.list_names()[-1] == "while away.jpg"
    process = watched_folder.start_watch()
    write_files(watched_folder.folder, {"last.jpg": fake_jpeg("last")})
    watched_folder.watch_until_imported(7, process)
    assert "already in the album" not in "".join(
        process.log.read_text() for process in watched_folder.installation.processes
    )


def test_known_files_are_not_read_again_after_a_restart(watched_folder):
    create_card(watched_folder.folder, 3)
    watched_folder.watch_until_imported(3)
    read_before = {path: path.stat().st_atime_ns for path in watched_folder.folder.iterdir()}
    for path in watched_folder.folder.iterdir():  # so that any reading would show
        os.utime(path, ns=(0, path.stat().st_mtime_ns))
    process = watched_folder.start_watch()
    write_files(watched_folder.folder, {"new.jpg": fake_jpeg("new")})
    watched_folder.watch_until_imported(4, process)
    assert {path.stat().st_atime_ns for path in read_before} == {0}


def test_a_deleted_photo_does_not_come_back_after_a_restart(watched_folder):
    create_card(watched_folder.folder, 2)
    watched_folder.watch_until_imported(2)
    watched_folder.installation.python(TRASH_PLACEMENT.format("IMG_1.jpg"))
    process = watched_folder.start_watch()
    write_files(watched_folder.folder, {"new.jpg": fake_jpeg("new")})
    watched_folder.wait_for_names("IMG_2.jpg", "new.jpg")
    stop(process)


def test_missing_files_are_imported_again_when_an_old_database_was_restored(watched_folder):
    create_card(watched_folder.folder, 2)
    watched_folder.watch_until_imported(2)
    watched_folder.installation.python(
        "from albums.tests.factories import stored_files; stored_files.delete_all_rows()"
    )
    watched_folder.watch_until_imported(2)


@pytest.mark.parametrize("written", ["", "{broken", '{"x": [1]}'])
def test_nothing_is_imported_twice_without_the_cache_file(watched_folder, written):
    create_card(watched_folder.folder, 3)
    watched_folder.watch_until_imported(3)
    (cache_file,) = Path(watched_folder.installation.folder, "watching").iterdir()
    cache_file.write_text(written)
    process = watched_folder.start_watch()
    assert_logs_once(process, "Anna: 3 already in the album, 0 new. It took")
    stop(process)
    assert len(watched_folder.list_names()) == 3
    assert len(json.loads(cache_file.read_text())) == 3


@pytest.mark.db
@pytest.mark.parametrize("rounds", [2, pytest.param(20, marks=pytest.mark.long)])
def test_a_killed_watcher_imports_the_rest_after_a_restart(watched_folder, rounds):
    create_card(watched_folder.folder, 200)
    for _ in range(rounds):
        process, before = watched_folder.start_watch(), len(watched_folder.list_names())
        eventually(
            lambda before=before: before == 200 or len(watched_folder.list_names()) > before
        )
        process.kill()
        process.wait(PATIENCE)
    process = watched_folder.start_watch()
    eventually(lambda: len(watched_folder.list_names()) == 200)
    stop(process)
    assert watched_folder.installation.value("SELECT count(*) FROM assets_asset") == 200
    assert watched_folder.list_incoming() == []


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (["--every", "0"], 1, "--every must be above 0 and --settle at least 0 seconds."),
        (["--every", "nan"], 1, "--every must be above 0 and --settle at least 0 seconds."),
        (["--settle", "-1"], 1, "--every must be above 0 and --settle at least 0 seconds."),
        (["--settle", "soon"], 2, "argument --settle: invalid float value: 'soon'"),
        (["--owner", "nobody@example.org"], 1, "has the email address nobody@example.org."),
    ],
)
def test_invalid_arguments_are_refused_in_one_sentence(
    installation, tmp_path, options, code, message
):
    done = installation.manage("watch", tmp_path.parent, "--album", "Anna", *options)
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("file.jpg", "/file.jpg isn't a folder."),
        ("missing", "/missing: No such file or directory."),
        ("installation/photos", " is in the data folder. Its photos are already in Client Pix."),
    ],
)
def test_only_a_folder_outside_the_data_folder_can_be_watched(
    installation, tmp_path, path, message
):
    write_files(tmp_path, {"file.jpg": fake_jpeg("file"), "installation/photos/x": b""})
    done = installation.manage("watch", tmp_path / path, "--album", "Anna")
    assert done.returncode == 1
    assert done.stderr.endswith(f"{message}\n")
