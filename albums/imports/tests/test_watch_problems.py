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


def execute(watched_folder, statement):
    with closing(watched_folder.installation.connect()) as connection:
        connection.execute(statement)


def test_the_watcher_waits_when_its_folder_disappears(watched_folder):
    create_card(watched_folder.folder, 2)
    process = watched_folder.start_watch()
    eventually(lambda: len(watched_folder.list_names()) == 2)
    moved = watched_folder.folder.rename(watched_folder.folder.with_name("away"))
    assert_logs_once(
        process, f"{watched_folder.folder} is unavailable. Waiting for it to come back.\n"
    )
    write_files(moved, {"new.jpg": fake_jpeg("new")})
    moved.rename(watched_folder.folder)
    assert_logs_once(process, f"{watched_folder.folder} is available again.\n")
    eventually(lambda: len(watched_folder.list_names()) == 3)
    stop(process)
    assert "already in the album" not in process.log.read_text()


def test_nothing_is_forgotten_when_an_unmounted_disk_leaves_an_empty_folder(watched_folder):
    create_card(watched_folder.folder, 2)
    process = watched_folder.start_watch()
    eventually(lambda: len(watched_folder.list_names()) == 2)
    assert_logs_once(process, "Anna: 2 new (")
    moved = watched_folder.folder.rename(watched_folder.folder.with_name("away"))
    watched_folder.folder.mkdir()
    stop(process)
    process = watched_folder.start_watch()
    watched_folder.folder.rmdir()
    moved.rename(watched_folder.folder)
    write_files(watched_folder.folder, {"new.jpg": fake_jpeg("new")})
    watched_folder.watch_until_imported(3, process)
    assert "already in the album" not in process.log.read_text()


def test_a_refused_file_is_reported_once_until_it_changes(watched_folder):
    write_files(watched_folder.folder, {"a.pdf": b"%PDF-1", "b.jpg": b""})
    (watched_folder.folder / "dead.jpg").symlink_to("nothing")
    os.mkfifo(watched_folder.folder / "pipe.jpg")
    process = watched_folder.start_watch()
    assert_logs_once(
        process, f"refused: {watched_folder.folder}/a.pdf: This is a PDF, not a photo or video.\n"
    )
    assert_logs_once(process, f"failed: {watched_folder.folder}/dead.jpg: This link is broken.\n")
    write_files(watched_folder.folder, {"1.jpg": fake_jpeg("1")})
    watched_folder.wait_for_names("1.jpg")
    assert_logs_once(process, "Anna: 1 new (")
    assert process.log.read_text().count("refused: ") == 3
    assert process.log.read_text().count("failed: ") == 1
    write_files(watched_folder.folder, {"a.pdf": b"%PDF-12", "b.jpg": fake_jpeg("b")})
    watched_folder.wait_for_names("1.jpg", "b.jpg")
    eventually(lambda: process.log.read_text().count("a.pdf: This is a PDF") == 2)
    stop(process)


def test_a_file_that_is_removed_again_is_not_reported(watched_folder):
    process = watched_folder.start_watch()
    for number in range(20):
        write_files(watched_folder.folder, {f"{number}.jpg": fake_jpeg(f"{number}")})
        (watched_folder.folder / f"{number}.jpg").unlink()
    write_files(watched_folder.folder, {"last.jpg": fake_jpeg("last")})
    watched_folder.wait_for_names("last.jpg")
    stop(process)
    assert "failed" not in process.log.read_text()


@pytest.mark.db
def test_the_watcher_waits_when_its_album_is_in_the_trash(watched_folder):
    create_card(watched_folder.folder, 2)
    process = watched_folder.start_watch()
    eventually(lambda: len(watched_folder.list_names()) == 2)
    execute(watched_folder, TRASH)
    write_files(watched_folder.folder, {"new.jpg": fake_jpeg("new")})
    assert_logs_once(process, TRASHED_MESSAGE)
    execute(watched_folder, RESTORE)
    eventually(lambda: len(watched_folder.list_names()) == 3)
    assert_logs_once(process, "Continuing.\n")
    stop(process)
    assert watched_folder.list_incoming() == []


def test_the_watcher_ends_when_its_album_is_deleted(watched_folder):
    process = watched_folder.start_watch()
    watched_folder.installation.python(DELETE_ALBUM)
    write_files(watched_folder.folder, {"new.jpg": fake_jpeg("new")})
    eventually(lambda: process.poll() is not None)
    assert process.returncode == 1
    assert process.log.read_text().endswith("CommandError: The album no longer exists.\n")


def test_the_watcher_does_not_start_when_the_album_is_in_the_trash(watched_folder):
    watched_folder.watch_until_imported(1, _watch_one_file(watched_folder))
    execute(watched_folder, TRASH)
    done = watched_folder.installation.manage("watch", watched_folder.folder, "--album", "Anna")
    assert done.returncode == 1
    assert "The album Anna is in the trash." in done.stderr


def _watch_one_file(watched_folder):
    create_card(watched_folder.folder, 1)
    return watched_folder.start_watch()


@needs_full_disk
def test_the_owners_are_notified_and_the_watcher_waits_when_the_disk_is_full(watched_folder):
    create_card(watched_folder.folder, 2)
    process = watched_folder.start_watch(**FULL_DISK)
    assert_logs_once(
        process,
        re.compile(r"The disk is full\. Free up .* in .*/photos\. Retrying automatically\.\n"),
    )
    notices = "SELECT text FROM notices_notice"
    eventually(lambda: watched_folder.installation.rows(notices))
    assert watched_folder.installation.rows(notices) == [
        (f"The disk is full: new files in {watched_folder.folder} can't be added to Anna.",)
    ]
    stop(process)
    assert (watched_folder.list_names(), watched_folder.list_incoming()) == ([], [])
    watched_folder.watch_until_imported(2)


def test_the_watcher_waits_when_the_database_is_locked(watched_folder):
    process = watched_folder.start_watch()
    with closing(watched_folder.installation.connect()) as connection:
        connection.execute("BEGIN IMMEDIATE")
        write_files(watched_folder.folder, {"1.jpg": fake_jpeg("1")})
        eventually(lambda: watched_folder.list_incoming(), what="the file on its way")
    watched_folder.wait_for_names("1.jpg")
    stop(process)


def test_files_in_flight_are_imported_after_the_next_start(watched_folder):
    create_card(watched_folder.folder, 150)
    process = watched_folder.start_watch()
    eventually(lambda: watched_folder.list_names())
    stop(process)
    assert watched_folder.list_incoming() == []
    process = watched_folder.start_watch()
    eventually(lambda: len(watched_folder.list_names()) == 150)
    stop(process)
    assert watched_folder.installation.value("SELECT count(*) FROM assets_asset") == 150
