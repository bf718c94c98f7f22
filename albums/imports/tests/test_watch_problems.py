import os
import re
import shutil
from contextlib import closing
from tempfile import gettempdir

import pytest

from albums.imports.tests.watched_folder import end, says
from albums.tests.factories.folders import card, fill
from albums.tests.factories.stored_files import made
from clientpix.testing.installation import eventually

TRASH = "UPDATE albums_album SET trashed_at = CURRENT_TIMESTAMP"
TAKE_OUT = "UPDATE albums_album SET trashed_at = NULL"
WAITS_FOR_TRASH = "The album is in the trash now. Take it out of there. Waiting.\n"
FORGET_THE_ALBUM = """
from albums.models import Album
from albums.tests.factories import stored_files as carrier
carrier.forget_all()
Album.objects.all().delete()
"""


def do(hot, statement):
    with closing(hot.house.connect()) as connection:
        connection.execute(statement)


def test_a_folder_that_goes_away_is_waited_for(hot):
    card(hot.folder, 2)
    process = hot.watch()
    eventually(lambda: len(hot.names()) == 2)
    away = hot.folder.rename(hot.folder.with_name("away"))
    says(process, f"{hot.folder} is away. Waiting for it.\n")
    fill(away, {"new.jpg": made("new")})
    away.rename(hot.folder)
    says(process, f"{hot.folder} is back.\n")
    eventually(lambda: len(hot.names()) == 3)
    end(process)
    assert "already here" not in process.log.read_text()


@pytest.mark.long
def test_a_disk_that_was_taken_out_leaves_an_empty_folder_and_nothing_is_forgotten(hot):
    card(hot.folder, 2)
    process = hot.watch()
    eventually(lambda: len(hot.names()) == 2)
    says(process, "Anna: 2 new (")
    away = hot.folder.rename(hot.folder.with_name("away"))
    hot.folder.mkdir()
    end(process)
    process = hot.watch()
    hot.folder.rmdir()
    away.rename(hot.folder)
    fill(hot.folder, {"new.jpg": made("new")})
    hot.watch_until(3, process)
    assert "already here" not in process.log.read_text()


def test_a_refused_file_is_said_once_and_again_when_it_changes(hot):
    fill(hot.folder, {"a.pdf": b"%PDF-1", "b.jpg": b""})
    (hot.folder / "dead.jpg").symlink_to("nothing")
    os.mkfifo(hot.folder / "pipe.jpg")
    process = hot.watch()
    says(process, f"refused: {hot.folder}/a.pdf: This is a PDF, not a photo or a film.\n")
    says(process, f"failed: {hot.folder}/dead.jpg: This link leads nowhere.\n")
    fill(hot.folder, {"1.jpg": made("1")})
    hot.until_in("1.jpg")
    says(process, "Anna: 1 new (")
    assert process.log.read_text().count("refused: ") == 3
    assert process.log.read_text().count("failed: ") == 1
    fill(hot.folder, {"a.pdf": b"%PDF-12", "b.jpg": made("b")})
    hot.until_in("1.jpg", "b.jpg")
    eventually(lambda: process.log.read_text().count("a.pdf: This is a PDF") == 2)
    end(process)


@pytest.mark.long
def test_a_file_that_is_taken_away_again_is_no_trouble(hot):
    process = hot.watch()
    for number in range(20):
        fill(hot.folder, {f"{number}.jpg": made(f"{number}")})
        (hot.folder / f"{number}.jpg").unlink()
    fill(hot.folder, {"last.jpg": made("last")})
    hot.until_in("last.jpg")
    end(process)
    assert "failed" not in process.log.read_text()


@pytest.mark.db
def test_an_album_in_the_trash_is_waited_for(hot):
    card(hot.folder, 2)
    process = hot.watch()
    eventually(lambda: len(hot.names()) == 2)
    do(hot, TRASH)
    fill(hot.folder, {"new.jpg": made("new")})
    says(process, WAITS_FOR_TRASH)
    do(hot, TAKE_OUT)
    eventually(lambda: len(hot.names()) == 3)
    says(process, "Going on.\n")
    end(process)
    assert hot.incoming() == []


def test_an_album_that_is_gone_ends_the_watch(hot):
    process = hot.watch()
    hot.house.python(FORGET_THE_ALBUM)
    fill(hot.folder, {"new.jpg": made("new")})
    eventually(lambda: process.poll() is not None)
    assert process.returncode == 1
    assert process.log.read_text().endswith("CommandError: The album is gone.\n")


@pytest.mark.long
def test_an_album_in_the_trash_cannot_be_watched_from_the_start(hot):
    hot.watch_until(1, _with_one(hot))
    do(hot, TRASH)
    done = hot.house.manage("watch", hot.folder, "--album", "Anna")
    assert done.returncode == 1
    assert "The album Anna is in the trash." in done.stderr


def _with_one(hot):
    card(hot.folder, 1)
    return hot.watch()


@pytest.mark.skipif(
    shutil.disk_usage(gettempdir()).free > 2**40, reason="no reserve is larger than this disk"
)
def test_a_full_disk_is_told_to_the_owners_and_waited_for(hot):
    card(hot.folder, 2)
    process = hot.watch(CLIENTPIX_DISK_RESERVE="1048576")
    says(
        process, re.compile(r"The disk is full\. Make room for .* more in .*/photos\. Waiting\.\n")
    )
    notices = "SELECT text FROM notices_notice"
    eventually(lambda: hot.house.rows(notices))
    assert hot.house.rows(notices) == [
        (f"The disk is full: what appears in {hot.folder} cannot get into Anna.",)
    ]
    end(process)
    assert (hot.names(), hot.incoming()) == ([], [])
    hot.watch_until(2)


def test_a_database_that_is_locked_is_waited_for(hot):
    process = hot.watch()
    with closing(hot.house.connect()) as connection:
        connection.execute("BEGIN IMMEDIATE")
        fill(hot.folder, {"1.jpg": made("1")})
        eventually(lambda: hot.incoming(), what="the file on its way")
    hot.until_in("1.jpg")
    end(process)


@pytest.mark.long
def test_what_is_read_when_it_is_told_to_stop_comes_with_the_next_start(hot):
    card(hot.folder, 150)
    process = hot.watch()
    eventually(lambda: hot.names())
    end(process)
    assert hot.incoming() == []
    process = hot.watch()
    eventually(lambda: len(hot.names()) == 150)
    end(process)
    assert hot.house.value("SELECT count(*) FROM assets_asset") == 150
