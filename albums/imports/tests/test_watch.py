import json
import os
import signal
import time
from pathlib import Path

import pytest

from albums.imports.tests.watched_folder import end, says
from albums.tests.factories.folders import card, fill, state_of, without_progress
from albums.tests.factories.stored_files import made
from clientpix.testing.installation import PATIENCE, eventually

DELETE = """
from django.utils import timezone
from albums.models import Placement
Placement.objects.filter(picture__versions__name="{}").update(trashed_at=timezone.now())
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_what_lies_there_and_what_appears_comes_in_until_it_is_told_to_stop(hot, number):
    fill(hot.folder, {"1.jpg": made("1"), "sub/2.jpg": made("2")})
    process = hot.watch()
    hot.until_in("1.jpg", "2.jpg")
    fill(hot.folder, {"3.jpg": made("3")})
    hot.until_in("1.jpg", "2.jpg", "3.jpg")
    says(process, "Anna: 1 new (")
    before = state_of(hot.folder)
    end(process, number)
    assert state_of(hot.folder) == before
    assert hot.incoming() == []


def test_a_file_is_not_taken_while_it_grows(hot):
    # Much longer than the pause between two writes, even where that takes longer than planned.
    process = hot.watch(settle=5)
    content, path = made("long", 400_000), hot.folder / "long.jpg"
    with path.open("wb", buffering=0) as file:
        for start in range(0, len(content), 20_000):
            file.write(content[start : start + 20_000])
            assert hot.names() == []
            time.sleep(0.1)
    hot.until_in("long.jpg")
    assert hot.house.rows("SELECT size FROM assets_asset") == [(len(content),)]
    end(process)
    assert without_progress(process.log.read_text()).count("\n") == 2


@pytest.mark.long
def test_a_file_that_gets_its_name_at_last_is_not_taken_before(hot):
    hot.watch()
    fill(hot.folder, {".1.jpg.part": made("1")})
    fill(hot.folder, {"2.jpg": made("2")})
    hot.until_in("2.jpg")
    (hot.folder / ".1.jpg.part").rename(hot.folder / "1.jpg")
    hot.until_in("2.jpg", "1.jpg")


def test_after_a_restart_nothing_comes_twice_and_nothing_is_missed(hot):
    card(hot.folder, 5)
    hot.watch_until(5)
    fill(hot.folder, {"while away.jpg": made("away")})
    (hot.folder / "IMG_3.jpg").unlink()
    hot.watch_until(6)
    assert hot.names()[-1] == "while away.jpg"
    process = hot.watch()
    fill(hot.folder, {"last.jpg": made("last")})
    hot.watch_until(7, process)
    assert "already here" not in "".join(one.log.read_text() for one in hot.house.processes)


@pytest.mark.long
def test_what_it_knows_it_does_not_read_again(hot):
    card(hot.folder, 3)
    hot.watch_until(3)
    read_before = {path: path.stat().st_atime_ns for path in hot.folder.iterdir()}
    for path in hot.folder.iterdir():  # so that any reading would show
        os.utime(path, ns=(0, path.stat().st_mtime_ns))
    process = hot.watch()
    fill(hot.folder, {"new.jpg": made("new")})
    hot.watch_until(4, process)
    assert {path.stat().st_atime_ns for path in read_before} == {0}


def test_what_was_deleted_in_the_album_does_not_come_back_by_a_restart(hot):
    card(hot.folder, 2)
    hot.watch_until(2)
    hot.house.python(DELETE.format("IMG_1.jpg"))
    process = hot.watch()
    fill(hot.folder, {"new.jpg": made("new")})
    hot.until_in("IMG_2.jpg", "new.jpg")
    end(process)


@pytest.mark.long
def test_an_old_database_that_was_put_back_gets_what_it_lacks(hot):
    card(hot.folder, 2)
    hot.watch_until(2)
    hot.house.python("from albums.tests.factories import stored_files; stored_files.forget_all()")
    hot.watch_until(2)


@pytest.mark.parametrize("written", ["", "{broken", '{"x": [1]}'])
def test_without_its_memory_it_looks_at_all_once_more_and_nothing_comes_twice(hot, written):
    card(hot.folder, 3)
    hot.watch_until(3)
    (memory,) = Path(hot.house.folder, "watching").iterdir()
    memory.write_text(written)
    process = hot.watch()
    says(process, "Anna: 3 already here, 0 new. It took")
    end(process)
    assert len(hot.names()) == 3
    assert len(json.loads(memory.read_text())) == 3


@pytest.mark.db
@pytest.mark.parametrize("rounds", [2, pytest.param(20, marks=pytest.mark.long)])
def test_killed_in_the_middle_it_brings_the_rest(hot, rounds):
    card(hot.folder, 200)
    for _ in range(rounds):
        process, before = hot.watch(), len(hot.names())
        eventually(lambda before=before: before == 200 or len(hot.names()) > before)
        process.kill()
        process.wait(PATIENCE)
    process = hot.watch()
    eventually(lambda: len(hot.names()) == 200)
    end(process)
    assert hot.house.value("SELECT count(*) FROM assets_asset") == 200
    assert hot.incoming() == []


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--every", "0"], 1, "--every and --settle are seconds, and time goes forward."),
        (["--every", "nan"], 1, "--every and --settle are seconds, and time goes forward."),
        (["--settle", "-1"], 1, "--every and --settle are seconds, and time goes forward."),
        (["--settle", "soon"], 2, "argument --settle: invalid float value: 'soon'"),
        (["--owner", "nobody@example.org"], 1, "works here under nobody@example.org."),
    ],
)
def test_nonsense_is_answered_in_a_sentence(house, tmp_path, options, code, words):
    done = house.manage("watch", tmp_path.parent, "--album", "Anna", *options)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("file.jpg", "/file.jpg is not a folder."),
        ("missing", "/missing: No such file or directory."),
        ("house/photos", " lies in the data folder, whose pictures are here already."),
    ],
)
def test_only_a_folder_elsewhere_can_be_watched(house, tmp_path, what, words):
    fill(tmp_path, {"file.jpg": made("file"), "house/photos/x": b""})
    done = house.manage("watch", tmp_path / what, "--album", "Anna")
    assert done.returncode == 1
    assert done.stderr.endswith(f"{words}\n")
