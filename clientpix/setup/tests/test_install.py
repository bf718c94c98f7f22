import os
import subprocess
import sys
from contextlib import contextmanager

import pytest

from clientpix.setup import console, stamps, system
from clientpix.testing.repository import copy_to

NO_INDEX = "http://127.0.0.1:9/simple"


@pytest.fixture
def clone(tmp_path):
    return copy_to(tmp_path / "clone")


def set_up(clone, **environment):
    offline = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    offline |= {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": NO_INDEX,
        "PIP_RETRIES": "0",
    }
    command = [sys.executable, "-m", "clientpix.setup", "start"]
    return subprocess.run(
        command, cwd=clone, env=offline | environment, capture_output=True, text=True
    )


def test_nothing_is_left_when_a_download_fails(clone):
    done = set_up(clone)
    assert done.returncode == 1
    assert done.stderr.strip().endswith("start again.")
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert not (clone / ".venv").exists()


def test_setup_starts_again_when_the_last_one_was_killed(clone):
    (clone / ".venv" / "bin").mkdir(parents=True)
    (clone / ".venv" / "bin" / "python").symlink_to("/nowhere")
    done = set_up(clone)
    assert "could not be installed" in done.stderr
    assert not (clone / ".venv").exists()


@contextmanager
def small_disk(folder):
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_full_disk_is_reported_in_one_sentence(tmp_path):
    with small_disk(tmp_path):
        done = set_up(copy_to(tmp_path / "clone"))
        assert not (tmp_path / "clone" / ".venv").exists()
    assert done.returncode == 1
    assert "disk is full" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "differs from its locked hash"),
        ("npm error code EINTEGRITY", "differs from its locked hash"),
        ("Connection refused", ""),
    ],
)
def test_reason_is_found_in_the_output_of_a_tool(output, reason):
    assert reason in console.find_reason(output)


def test_failed_command_shows_its_last_lines(capsys):
    script = "for n in range(50): print(n)\nraise SystemExit(3)"
    with pytest.raises(console.SetupError, match="it failed"):
        console.run_quietly([sys.executable, "-c", script], "it failed")
    assert capsys.readouterr().out.split() == [str(n) for n in range(38, 50)]


def test_stamp_is_valid_only_for_the_same_files(tmp_path):
    lock, stamp = tmp_path / "lock", tmp_path / "stamp"
    lock.write_text("one")
    state = stamps.fingerprint([lock], "3.13")
    assert not stamps.is_done(stamp, state)
    stamps.set_done(stamp, state)
    assert stamps.is_done(stamp, state)
    lock.write_text("two")
    assert not stamps.is_done(stamp, stamps.fingerprint([lock], "3.13"))


def test_missing_tool_is_reported_with_its_consequence(monkeypatch, capsys):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    system.install((system.Tool("no-such-program", "some-package", "videos are not played"),))
    output = capsys.readouterr().out
    assert "no-such-program (package some-package)" in output
    assert "videos are not played" in output


def test_nothing_is_printed_when_the_tool_is_installed(capsys):
    system.install((system.Tool("sh", "dash", "nothing works"),))
    assert capsys.readouterr().out == ""
