import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assets.processing import probe
from assets.processing.probe import exiftool
from assets.processing.probe.tests.labelled_files import save_by_hash
from assets.processing.problems import Problem, ProcessingError
from assets.tests.factories.files import jpeg
from clientpix.testing.installation import eventually
from clientpix.testing.repository import ROOT


def get_pid():
    return exiftool.PROCESSES[-1].process.pid


def is_running(number):
    """Running, and not only waiting for somebody to ask how it ended."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def get_problem(path, extension="jpg"):
    with pytest.raises(ProcessingError) as error:
        probe.read_all(path, extension)
    return error.value.problem


@pytest.fixture
def photo(tmp_path):
    return save_by_hash(tmp_path, jpeg())


@pytest.fixture
def film(tmp_path):
    made = ["-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=0.5", "-f", "mp4"]
    subprocess.run(["ffmpeg", "-v", "error", *made, tmp_path / "film"], check=True)
    return save_by_hash(tmp_path, (tmp_path / "film").read_bytes(), "mp4")


def test_tags_of_a_photo_are_read_without_its_path(photo):
    output = probe.read_all(photo, "jpg")["exiftool"]
    assert output["File:FileType"] == "JPEG"
    assert output["Composite:ImageSize"] == "60 40"
    assert str(photo.parent) not in json.dumps(output)


def test_a_video_is_read_by_both_programs_without_its_path(film):
    output = probe.read_all(film, "mp4")
    assert output["exiftool"]["QuickTime:Duration"] == "0.5"
    assert output["ffprobe"]["streams"][0]["width"] == 64
    assert float(output["ffprobe"]["format"]["duration"]) == 0.5
    assert str(film.parent) not in json.dumps(output)


def test_one_of_two_programs_is_enough_for_a_video(tmp_path, film, settings, monkeypatch):
    # Only ffprobe is on this PATH, whatever else is installed on the machine.
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "ffprobe").symlink_to(shutil.which("ffprobe"))
    assert set(probe.read_all(save_by_hash(tmp_path, b"no film at all", "mp4"), "mp4")) == {
        "exiftool"
    }
    probe.stop()
    settings.BASE_DIR = tmp_path
    monkeypatch.setenv("PATH", str(programs))
    assert set(probe.read_all(film, "mp4")) == {"ffprobe"}
    monkeypatch.setenv("PATH", str(tmp_path))
    assert get_problem(film, "mp4") == Problem.EXIFTOOL_MISSING


def test_exiftool_that_does_not_run_counts_as_missing(tmp_path, photo, settings):
    settings.BASE_DIR = tmp_path
    program = tmp_path / "node_modules" / ".bin" / "exiftool"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\nread order\nexit 127\n")
    program.chmod(0o755)
    probe.stop()
    assert get_problem(photo) == Problem.EXIFTOOL_MISSING
    probe.stop()


@pytest.mark.parametrize(
    "name",
    [
        f"{'a' * 64}.jpg\n-o\nevil.jpg",
        f"\n{'a' * 64}.jpg",
        f"{'a' * 63}.jpg",
        f"{'A' * 64}.jpg",
        f"{'a' * 64}.jpg|id",
        f"{'a' * 64}",
        "-if.jpg",
        "@args.jpg",
    ],
)
def test_only_our_own_file_names_are_accepted(name, tmp_path):
    (tmp_path / name).write_bytes(jpeg())
    with pytest.raises(ValueError, match="not a file of ours"):
        probe.read_all(tmp_path / name, "jpg")
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_folder_with_a_line_break_is_refused(photo, tmp_path):
    (tmp_path / "a\n-o\nb").mkdir()
    for path in (tmp_path / "a\n-o\nb" / photo.name, Path(photo.name)):
        with pytest.raises(ValueError, match="not a file of ours"):
            probe.read_all(path, "jpg")


def test_folder_may_have_any_other_name(tmp_path):
    folder = tmp_path / "#@ Bräutigam\u00a0-if \udcff"
    folder.mkdir()
    assert (
        probe.read_all(save_by_hash(folder, jpeg()), "jpg")["exiftool"]["File:FileType"] == "JPEG"
    )


def test_argument_with_a_line_break_is_refused(photo):
    probe.read_all(photo, "jpg")
    with pytest.raises(ValueError, match="more than one line"):
        exiftool.PROCESSES[-1].execute("-ver\n-ver")


def test_exiftool_is_started_once_and_again_after_it_died(photo):
    probe.read_all(photo, "jpg")
    first = get_pid()
    probe.read_all(photo, "jpg")
    assert get_pid() == first
    os.kill(first, signal.SIGKILL)
    eventually(lambda: not is_running(first), what="its end")
    assert probe.read_all(photo, "jpg")
    assert get_pid() != first


def test_exiftool_is_stopped_when_it_takes_too_long(photo, monkeypatch):
    probe.read_all(photo, "jpg")
    stuck = get_pid()
    os.kill(stuck, signal.SIGSTOP)
    with monkeypatch.context() as short:
        short.setattr(exiftool, "TIMEOUT", 0.2)
        assert get_problem(photo) == Problem.TIMED_OUT
    assert not is_running(stuck)
    assert probe.read_all(photo, "jpg")


def test_exiftool_is_stopped_when_its_output_is_too_long_or_it_dies(photo, monkeypatch):
    probe.read_all(photo, "jpg")
    with monkeypatch.context() as little:
        little.setattr(exiftool, "MAX_OUTPUT", 100)
        assert get_problem(photo) == Problem.METADATA_TOO_LARGE
    probe.read_all(photo, "jpg")
    with monkeypatch.context() as unnoticed:
        unnoticed.setattr(exiftool.ExifToolProcess, "running", True)
        os.kill(dead := get_pid(), signal.SIGKILL)
        eventually(lambda: not is_running(dead), what="its end")
        assert get_problem(photo) == Problem.CRASHED
    assert probe.read_all(photo, "jpg")


def test_exiftool_cannot_write_files(photo):
    probe.read_all(photo, "jpg")
    limits = Path(f"/proc/{get_pid()}/limits").read_text()
    assert limits.split("Max file size")[1].split()[:2] == ["0", "0"]


def test_forked_child_cannot_reach_exiftool(photo):
    probe.read_all(photo, "jpg")
    process = exiftool.PROCESSES[-1]
    pipes = [process.process.stdin.fileno(), process.process.stdout.fileno()]
    child = os.fork()
    if not child:
        os._exit(any(Path(f"/proc/self/fd/{pipe}").exists() for pipe in pipes))
    assert os.waitpid(child, 0)[1] == 0
    assert probe.read_all(photo, "jpg")
    assert exiftool.PROCESSES[-1] is process


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_exiftool_ends_with_its_parent(photo, end):
    code = (
        "import django, pathlib, sys, time; django.setup();"
        "from assets.processing import probe; from assets.processing.probe import exiftool;"
        "probe.read_all(pathlib.Path(sys.argv[1]), 'jpg');"
        "print(exiftool.PROCESSES[-1].process.pid, flush=True); time.sleep(60)"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "clientpix.settings"}
    command = [sys.executable, "-c", code, str(photo)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as asking:
        number = int(asking.stdout.readline())
        assert is_running(number)
        asking.send_signal(end)
    eventually(lambda: not is_running(number), what="its end")
