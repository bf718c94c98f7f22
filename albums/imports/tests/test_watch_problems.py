import os
import re
from contextlib import closing

import pytest

from albums.imports.tests.full_disk import FULL_DISK, needs_full_disk
from albums.imports.tests.watched_folder import assert_logs_once, stop
from albums.tests.factories.folders import create_card, write_files
from albums.tests.factories.stored_files import fake_jpeg
from clientpix.testing.installation import eventually

TRASH = "UPDATE albums_album SET trashed_at = CURRENT_TIMESTAMP"
RESTORE = "UPDATE albums_album SET trashed_at = NULL"
TRASHED_MESSAGE = "The album is in the trash. Restore it first. Retrying automatically.\n"
DELETE_ALBUM = """
from albums.models import Album
from albums.tests.factories import stored_files
stored_files.delete_all_rows()
Album.objects.all().delete()
"""


def execute(hot, statement):
    with closing(hot.house.connect()) as connection:
        connection.execute(statement)


def test_the_watcher_waits_when_its_folder_disappears(hot):
    create_card(hot.folder, 2)
    process = hot.start_watch()
    eventually(lambda: len(hot.list_names()) == 2)
    moved = hot.folder.rename(hot.folder.with_name("away"))
    assert_logs_once(process, f"{hot.folder} is unavailable. Waiting for it to come back.\n")
    write_files(moved, {"new.jpg": fake_jpeg("new")})
    moved.rename(hot.folder)
    assert_logs_once(process, f"{hot.folder} is available again.\n")
    eventually(lambda: len(hot.list_names()) == 3)
    stop(process)
    assert "already in the album" not in process.log.read_text()


def test_nothing_is_forgotten_when_an_unmounted_disk_leaves_an_empty_folder(hot):
    create_card(hot.folder, 2)
    process = hot.start_watch()
    eventually(lambda: len(hot.list_names()) == 2)
    assert_logs_once(process, "Anna: 2 new (")
    moved = hot.folder.rename(hot.folder.with_name("away"))
    hot.folder.mkdir()
    stop(process)
    process = hot.start_watch()
    hot.folder.rmdir()
    moved.rename(hot.folder)
    write_files(hot.folder, {"new.jpg": fake_jpeg("new")})
    hot.watch_until_imported(3, process)
    assert "already in the album" not in process.log.read_text()


def test_a_refused_file_is_reported_once_until_it_changes(hot):
    write_files(hot.folder, {"a.pdf": b"%PDF-1", "b.jpg": b""})
    (hot.folder / "dead.jpg").symlink_to("nothing")
    os.mkfifo(hot.folder / "pipe.jpg")
    process = hot.start_watch()
    assert_logs_once(
        process, f"refused: {hot.folder}/a.pdf: This is a PDF, not a photo or a film.\n"
    )
    assert_logs_once(process, f"failed: {hot.folder}/dead.jpg: This link is broken.\n")
    write_files(hot.folder, {"1.jpg": fake_jpeg("1")})
    hot.wait_for_names("1.jpg")
    assert_logs_once(process, "Anna: 1 new (")
    assert process.log.read_text().count("refused: ") == 3
    assert process.log.read_text().count("failed: ") == 1
    write_files(hot.folder, {"a.pdf": b"%PDF-12", "b.jpg": fake_jpeg("b")})
    hot.wait_for_names("1.jpg", "b.jpg")
    eventually(lambda: process.log.read_text().count("a.pdf: This is a PDF") == 2)
    stop(process)


def test_a_file_that_is_removed_again_is_not_reported(hot):
    process = hot.start_watch()
    for number in range(20):
        write_files(hot.folder, {f"{number}.jpg": fake_jpeg(f"{number}")})
        (hot.folder / f"{number}.jpg").unlink()
    write_files(hot.folder, {"last.jpg": fake_jpeg("last")})
    hot.wait_for_names("last.jpg")
    stop(process)
    assert "failed" not in process.log.read_text()


@pytest.mark.db
def test_the_watcher_waits_when_its_album_is_in_the_trash(hot):
    create_card(hot.folder, 2)
    process = hot.start_watch()
    eventually(lambda: len(hot.list_names()) == 2)
    execute(hot, TRASH)
    write_files(hot.folder, {"new.jpg": fake_jpeg("new")})
    assert_logs_once(process, TRASHED_MESSAGE)
    execute(hot, RESTORE)
    eventually(lambda: len(hot.list_names()) == 3)
    assert_logs_once(process, "Continuing.\n")
    stop(process)
    assert hot.list_incoming() == []


def test_the_watcher_ends_when_its_album_is_deleted(hot):
    process = hot.start_watch()
    hot.house.python(DELETE_ALBUM)
    write_files(hot.folder, {"new.jpg": fake_jpeg("new")})
    eventually(lambda: process.poll() is not None)
    assert process.returncode == 1
    assert process.log.read_text().endswith("CommandError: The album no longer exists.\n")


def test_the_watcher_does_not_start_when_the_album_is_in_the_trash(hot):
    hot.watch_until_imported(1, _watch_one_file(hot))
    execute(hot, TRASH)
    done = hot.house.manage("watch", hot.folder, "--album", "Anna")
    assert done.returncode == 1
    assert "The album Anna is in the trash." in done.stderr


def _watch_one_file(hot):
    create_card(hot.folder, 1)
    return hot.start_watch()


@needs_full_disk
def test_the_owners_are_notified_and_the_watcher_waits_when_the_disk_is_full(hot):
    create_card(hot.folder, 2)
    process = hot.start_watch(**FULL_DISK)
    assert_logs_once(
        process,
        re.compile(r"The disk is full\. Free up .* in .*/photos\. Retrying automatically\.\n"),
    )
    notices = "SELECT text FROM notices_notice"
    eventually(lambda: hot.house.rows(notices))
    assert hot.house.rows(notices) == [
        (f"The disk is full: new files in {hot.folder} can't be added to Anna.",)
    ]
    stop(process)
    assert (hot.list_names(), hot.list_incoming()) == ([], [])
    hot.watch_until_imported(2)


def test_the_watcher_waits_when_the_database_is_locked(hot):
    process = hot.start_watch()
    with closing(hot.house.connect()) as connection:
        connection.execute("BEGIN IMMEDIATE")
        write_files(hot.folder, {"1.jpg": fake_jpeg("1")})
        eventually(lambda: hot.list_incoming(), what="the file on its way")
    hot.wait_for_names("1.jpg")
    stop(process)


def test_files_in_flight_are_imported_after_the_next_start(hot):
    create_card(hot.folder, 150)
    process = hot.start_watch()
    eventually(lambda: hot.list_names())
    stop(process)
    assert hot.list_incoming() == []
    process = hot.start_watch()
    eventually(lambda: len(hot.list_names()) == 150)
    stop(process)
    assert hot.house.value("SELECT count(*) FROM assets_asset") == 150
