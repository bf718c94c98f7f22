"""`manage.py verify`, as whoever calls it sees it: processes, exit codes, words."""

import json
import os
import random
import signal
import subprocess
import sys

import pytest

from clientpix.testing.installation import PATIENCE, ROOT, eventually

FILL = "from assets.tests.factories import stored_assets\nassets = stored_assets.fill({})\n"
ALL = "[print(key) for key in sorted(asset.key for asset in assets)]"
# 10 bytes a second: 30 files of 99 bytes take five minutes, so that a second process starts before
# the first has ended on the busiest machine.
SLOW = ("--throttle", "0.00001")


def fill(house, number, then=""):
    """Originals by key; then something may happen to them."""
    return house.python(FILL.format(number) + ALL + "\n" + then).split()


def photo(house, key):
    return house.folder / "photos" / key


def damage(path):
    path.write_bytes(b"?" + path.read_bytes()[1:])


def lost(house):
    return house.value("SELECT count(*) FROM assets_asset WHERE lost_at IS NOT NULL")


def test_when_all_is_well_it_says_so_and_ends_with_0(house):
    fill(house, 5)
    done = house.manage("verify")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == ("5 files read, 495 bytes: 5 whole, 0 damaged, 0 missing; 0 strays.\n")


def test_of_nothing_everything_is_well(house):
    done = house.manage("verify")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("0 files read")


@pytest.mark.db
def test_what_is_found_is_named_and_ends_with_1(house):
    damaged, missing, *whole = fill(house, 5)
    damage(photo(house, damaged))
    content = photo(house, damaged).read_bytes()
    photo(house, missing).unlink()
    stray = whole[0].replace(".jpg", ".png")
    photo(house, stray).write_bytes(b"stray")
    done = house.manage("verify")
    assert (done.returncode, done.stderr) == (1, "")
    found = {"Damaged": damaged, "Missing": missing, "Stray": stray}
    *lines, summary, advice = done.stdout.splitlines()
    assert {tuple(line.split("  ")) for line in lines} == set(found.items())
    assert summary == "5 files read, 495 bytes: 3 whole, 1 damaged, 1 missing; 1 strays."
    assert advice.startswith("2 originals are lost. Bring them back with --repair-from")
    aside = list(photo(house, "quarantine").iterdir())
    assert [path.read_bytes() for path in aside] == [content], "it is never deleted"
    assert photo(house, stray).read_bytes() == b"stray"


def test_a_program_hears_the_same_as_json(house):
    damaged, missing, *_whole = fill(house, 5)
    damage(photo(house, damaged))
    photo(house, missing).unlink()
    done = house.manage("verify", "--json")
    assert (done.returncode, done.stderr) == (1, "")
    said = json.loads(done.stdout)
    findings = {(one["what"], one["key"]) for one in said.pop("findings")}
    assert findings == {("damaged", damaged), ("missing", missing)}
    read = {"gone_on": False, "files": 5, "bytes": 495, "whole": 3}
    wrong = {"damaged": 1, "missing": 1, "stray": 0}
    assert said == {**read, **wrong, "repaired": 0, "still_lost": 2}


def test_on_a_terminal_a_line_changes_and_is_gone_in_the_end(house):
    fill(house, 3)
    here, terminal = os.openpty()
    command = [sys.executable, "manage.py", "verify"]
    subprocess.run(command, cwd=ROOT, env=house.environment, stdout=terminal, stderr=terminal)
    os.close(terminal)
    *lines, last = os.read(here, 2**16).decode().split("\r\x1b[K")
    os.close(here)
    assert lines[-1] == "100 %, 3 files, 297 bytes, 0 minutes left", "and in no colour of alarm"
    assert last.startswith("3 files read")


@pytest.mark.parametrize(
    "said",
    [
        *(["--subset", share] for share in ("nonsense", "0", "-5", "101", "nan", "")),
        *(["--throttle", rate] for rate in ("fast", "0", "-1", "nan")),
        ["--repair-from"],
        ["--what"],
    ],
    ids=" ".join,
)
def test_nonsense_is_refused_in_a_sentence_and_ends_with_2(house, said):
    done = house.manage("verify", *said)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    assert said[0] in done.stderr.splitlines()[-1]
    assert house.value("SELECT count(*) FROM assets_verification") == 0


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_disk_that_is_not_mounted_is_told_as_such_and_nothing_is_lost(house, form):
    fill(house, 5)
    photo(house, "originals").rename(house.folder / "elsewhere")
    done = house.manage("verify", *form)
    assert (done.returncode, done.stdout) == (2, "")
    place = house.folder / "photos"
    assert done.stderr.splitlines()[-1] == (
        f"CommandError: No original is there. Is the disk mounted that holds {place}?"
    )
    assert lost(house) == house.value("SELECT count(*) FROM assets_finding") == 0
    (house.folder / "elsewhere").rename(photo(house, "originals"))
    assert house.manage("verify").returncode == 0


def test_without_a_database_it_is_not_done_and_nothing_is_called_wrong(house, tmp_path):
    done = house.manage("verify", DATABASE_URL=f"sqlite:///{tmp_path}/gone/a.sqlite3")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("backup", ["gone", "a file", "a loop"])
def test_a_backup_that_cannot_be_read_is_told_before_anything_is_read(house, tmp_path, backup):
    fill(house, 3)
    folder = tmp_path / backup
    if backup == "a file":
        folder.write_bytes(b"x")
    elif backup == "a loop":
        folder.symlink_to(folder)
    done = house.manage("verify", "--repair-from", folder)
    assert (done.returncode, done.stdout) == (2, "")
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith(f"CommandError: The backup {folder} cannot be read: ")
    assert house.value("SELECT count(*) FROM assets_verification") == 0


def test_who_is_stopped_ends_with_130_and_is_gone_on_with(house):
    fill(house, 30)
    reading = house.start_manage("verify", *SLOW)
    eventually(lambda: house.value("SELECT sum(files_checked) FROM assets_verification"))
    reading.send_signal(signal.SIGINT)
    assert reading.wait(PATIENCE) == 130
    assert reading.log.read_text() == ("CommandError: Stopped. The next call goes on here.\n")
    done = house.manage("verify")
    assert done.returncode == 0
    assert done.stderr.startswith("Going on with what was begun on 2")
    assert done.stdout.startswith("30 files read")


@pytest.mark.db
def test_who_is_second_is_told_so_and_disturbs_nobody(house):
    fill(house, 30)
    first = house.start_manage("verify", *SLOW)
    eventually(lambda: house.value("SELECT sum(files_checked) FROM assets_verification"))
    second = house.manage("verify")
    assert (second.returncode, second.stdout) == (2, "")
    assert second.stderr == (
        "CommandError: Another verification is running. Call again when it has ended.\n"
    )
    assert first.poll() is None
    assert house.value("SELECT count(*) FROM assets_verification") == 1


def start(house, log, *arguments):
    code = (
        "import django; django.setup();"
        "from assets.integrity.tests import open_log; open_log.verify(*{})"
    )
    return house.start(sys.executable, "-c", code.format([str(log), *arguments]))


def opened(log):
    return log.read_text().splitlines() if log.exists() else []


@pytest.mark.parametrize(
    ("files", "kills"),
    [(3000, 2), pytest.param(10_000, 8, marks=[pytest.mark.long, pytest.mark.db])],
)
def test_who_is_killed_repeats_at_most_a_thousand_files(house, tmp_path, files, kills, say):
    keys = fill(house, files)
    damaged = set(random.Random(files).sample(keys, files // 50))
    for key in damaged:
        damage(photo(house, key))
    before, repeated = set(), []
    for number in range(1, kills + 1):
        log = tmp_path / f"opened {number}"
        reading = start(house, log, "--throttle", "0.05")
        enough = files * number // (kills + 1) - len(before)
        eventually(lambda log=log, enough=enough: len(opened(log)) > enough)
        os.kill(reading.pid, signal.SIGKILL)
        assert reading.wait() == -signal.SIGKILL
        repeated.append(len(before & set(opened(log))))
        before.update(opened(log))
    assert before < set(keys), "there was something left to do"
    last = start(house, tmp_path / "the last")
    assert last.wait(PATIENCE) == 1
    repeated.append(len(before & set(opened(tmp_path / "the last"))))
    say(f"{files} files, {kills} kills: repeated after each {repeated[1:]}")
    assert before | set(opened(tmp_path / "the last")) == set(keys)
    assert max(repeated) <= 1000
    found = house.rows("SELECT key, what FROM assets_finding WHERE repaired_at IS NULL")
    assert set(found) == {(key, "damaged") for key in damaged}
    assert lost(house) == len(damaged)
    assert house.rows("SELECT files_checked FROM assets_verification") == [(files,)]
