"""`manage.py verify` as a process: exit codes and output."""

import json
import os
import random
import signal
import subprocess
import sys

import pytest

from clientpix.testing.installation import PATIENCE, ROOT, eventually

FILL = "from assets.tests.factories import stored_assets\nassets = stored_assets.create({})\n"
PRINT_KEYS = "[print(key) for key in sorted(asset.key for asset in assets)]"
# 10 bytes a second: 30 files of 99 bytes take five minutes, so that a second process starts before
# the first has ended on the busiest machine.
SLOW = ("--throttle", "0.00001")


def fill(installation, number, then=""):
    """Create originals and run some code with them as `assets`. Return their keys."""
    return installation.python(FILL.format(number) + PRINT_KEYS + "\n" + then).split()


def photo(installation, key):
    return installation.folder / "photos" / key


def damage(path):
    path.write_bytes(b"?" + path.read_bytes()[1:])


def count_lost(installation):
    return installation.value("SELECT count(*) FROM assets_asset WHERE lost_at IS NOT NULL")


def test_exits_with_0_when_all_files_are_intact(installation):
    fill(installation, 5)
    done = installation.manage("verify")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "Files checked: 5 (495 bytes). Intact: 5, damaged: 0, missing: 0, stray: 0.\n"
    )


def test_exits_with_0_when_there_are_no_files(installation):
    done = installation.manage("verify")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Files checked: 0 ")


@pytest.mark.db
def test_lists_findings_and_exits_with_1(installation):
    damaged, missing, *whole = fill(installation, 5)
    damage(photo(installation, damaged))
    content = photo(installation, damaged).read_bytes()
    photo(installation, missing).unlink()
    stray = whole[0].replace(".jpg", ".png")
    photo(installation, stray).write_bytes(b"stray")
    done = installation.manage("verify")
    assert (done.returncode, done.stderr) == (1, "")
    found = {"Damaged": damaged, "Missing": missing, "Stray": stray}
    *lines, summary, advice = done.stdout.splitlines()
    assert {tuple(line.split("  ")) for line in lines} == set(found.items())
    assert summary == (
        "Files checked: 5 (495 bytes). Intact: 3, damaged: 1, missing: 1, stray: 1."
    )
    assert advice.startswith("2 originals are lost. Restore them from a backup")
    quarantined = list(photo(installation, "quarantine").iterdir())
    assert [path.read_bytes() for path in quarantined] == [content], "it is not deleted"
    assert photo(installation, stray).read_bytes() == b"stray"


def test_prints_json(installation):
    damaged, missing, *_whole = fill(installation, 5)
    damage(photo(installation, damaged))
    photo(installation, missing).unlink()
    done = installation.manage("verify", "--json")
    assert (done.returncode, done.stderr) == (1, "")
    report = json.loads(done.stdout)
    findings = {(finding["what"], finding["key"]) for finding in report.pop("findings")}
    assert findings == {("damaged", damaged), ("missing", missing)}
    checked = {"gone_on": False, "files": 5, "bytes": 495, "whole": 3}
    problems = {"damaged": 1, "missing": 1, "stray": 0}
    assert report == {**checked, **problems, "repaired": 0, "still_lost": 2}


def test_progress_line_on_a_terminal_changes_and_is_cleared(installation):
    fill(installation, 3)
    controller, terminal = os.openpty()
    command = [sys.executable, "manage.py", "verify"]
    subprocess.run(
        command, cwd=ROOT, env=installation.environment, stdout=terminal, stderr=terminal
    )
    os.close(terminal)
    *lines, last = os.read(controller, 2**16).decode().split("\r\x1b[K")
    os.close(controller)
    assert lines[-1] == "100 %, 3 files, 297 bytes, 0 minutes left", "not in the colour of errors"
    assert last.startswith("Files checked: 3 ")


@pytest.mark.parametrize(
    "arguments",
    [
        *(["--subset", share] for share in ("nonsense", "0", "-5", "101", "nan", "")),
        *(["--throttle", rate] for rate in ("fast", "0", "-1", "nan")),
        ["--repair-from"],
        ["--what"],
    ],
    ids=" ".join,
)
def test_invalid_arguments_exit_with_2(installation, arguments):
    done = installation.manage("verify", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    assert arguments[0] in done.stderr.splitlines()[-1]
    assert installation.value("SELECT count(*) FROM assets_verification") == 0


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_exits_with_2_when_the_disk_is_not_mounted(installation, options):
    fill(installation, 5)
    photo(installation, "originals").rename(installation.folder / "elsewhere")
    done = installation.manage("verify", *options)
    assert (done.returncode, done.stdout) == (2, "")
    folder = installation.folder / "photos"
    assert done.stderr.splitlines()[-1] == (
        f"CommandError: All originals are missing. Check that the disk with {folder} is mounted."
    )
    assert (
        count_lost(installation) == installation.value("SELECT count(*) FROM assets_finding") == 0
    )
    (installation.folder / "elsewhere").rename(photo(installation, "originals"))
    assert installation.manage("verify").returncode == 0


def test_exits_with_2_without_a_database(installation, tmp_path):
    done = installation.manage("verify", DATABASE_URL=f"sqlite:///{tmp_path}/gone/a.sqlite3")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("backup", ["gone", "a file", "a loop"])
def test_exits_with_2_at_once_when_the_backup_cannot_be_read(installation, tmp_path, backup):
    fill(installation, 3)
    folder = tmp_path / backup
    if backup == "a file":
        folder.write_bytes(b"x")
    elif backup == "a loop":
        folder.symlink_to(folder)
    done = installation.manage("verify", "--repair-from", folder)
    assert (done.returncode, done.stdout) == (2, "")
    (message,) = done.stderr.splitlines()
    assert message.startswith(f"CommandError: Can't read the backup {folder}: ")
    assert installation.value("SELECT count(*) FROM assets_verification") == 0


def test_exits_with_130_when_stopped_and_is_resumed(installation):
    fill(installation, 30)
    process = installation.start_manage("verify", *SLOW)
    eventually(lambda: installation.value("SELECT sum(files_checked) FROM assets_verification"))
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE) == 130
    assert process.log.read_text() == ("CommandError: Stopped. Run the command again to resume.\n")
    done = installation.manage("verify")
    assert done.returncode == 0
    assert done.stderr.startswith("Resuming the verification of 2")
    assert done.stdout.startswith("Files checked: 30 ")


@pytest.mark.db
def test_second_verification_is_refused(installation):
    fill(installation, 30)
    first = installation.start_manage("verify", *SLOW)
    eventually(lambda: installation.value("SELECT sum(files_checked) FROM assets_verification"))
    second = installation.manage("verify")
    assert (second.returncode, second.stdout) == (2, "")
    assert second.stderr == (
        "CommandError: Another verification is running. Try again when it's finished.\n"
    )
    assert first.poll() is None
    assert installation.value("SELECT count(*) FROM assets_verification") == 1


def start(installation, log, *arguments):
    code = (
        "import django; django.setup();"
        "from assets.integrity.tests import open_log; open_log.verify(*{})"
    )
    return installation.start(sys.executable, "-c", code.format([str(log), *arguments]))


def read_log(log):
    return log.read_text().splitlines() if log.exists() else []


@pytest.mark.parametrize(
    ("files", "kills"),
    [(3000, 2), pytest.param(10_000, 8, marks=[pytest.mark.long, pytest.mark.db])],
)
def test_repeats_at_most_a_thousand_files_after_a_kill(
    installation, tmp_path, files, kills, print_figures
):
    keys = fill(installation, files)
    damaged = set(random.Random(files).sample(keys, files // 50))
    for key in damaged:
        damage(photo(installation, key))
    before, repeated = set(), []
    for number in range(1, kills + 1):
        log = tmp_path / f"read_log {number}"
        process = start(installation, log, "--throttle", "0.05")
        enough = files * number // (kills + 1) - len(before)
        eventually(lambda log=log, enough=enough: len(read_log(log)) > enough)
        os.kill(process.pid, signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        repeated.append(len(before & set(read_log(log))))
        before.update(read_log(log))
    assert before < set(keys), "some files were left"
    last = start(installation, tmp_path / "the last")
    assert last.wait(PATIENCE) == 1
    repeated.append(len(before & set(read_log(tmp_path / "the last"))))
    print_figures(f"{files} files, {kills} kills: repeated after each {repeated[1:]}")
    assert before | set(read_log(tmp_path / "the last")) == set(keys)
    assert max(repeated) <= 1000
    found = installation.rows("SELECT key, problem FROM assets_finding WHERE repaired_at IS NULL")
    assert set(found) == {(key, "damaged") for key in damaged}
    assert count_lost(installation) == len(damaged)
    assert installation.rows("SELECT files_checked FROM assets_verification") == [(files,)]
