import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from assets.integrity import periodic_tasks
from assets.processing import scratch
from assets.storage import vault
from clientpix.testing.installation import eventually
from clientpix.testing.repository import ROOT

AT_WORK = """
import django, os, time; django.setup()
from pathlib import Path
from django.conf import settings
settings.PHOTOS = Path(os.environ["PHOTOS"])
from assets.processing import scratch as workshop
with workshop.open_folder() as folder:
    (folder / "1").mkdir()
    (folder / "1" / "web.webp").write_bytes(b"half")
    print(folder, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def other_process():
    """Somebody at work in another process, and the folder for it."""
    environment = os.environ | {"PHOTOS": str(settings.PHOTOS), "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-c", AT_WORK],
        env=environment | {"DJANGO_SETTINGS_MODULE": "clientpix.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        process.folder = process.stdout.readline().strip()
        yield process
        process.kill()


def lying():
    return [str(path) for path in vault.incoming_folder().iterdir()]


def test_a_folder_is_there_for_as_long_as_somebody_works_in_it():
    with scratch.open_folder() as one, scratch.open_folder() as other:
        assert one != other
        (one / "web.webp").write_bytes(b"made")
        scratch.remove_abandoned()
        assert sorted(lying()) == sorted(map(str, [one, other]))
        assert (one / "web.webp").exists()
    assert lying() == []


def test_it_goes_whatever_went_wrong():
    with pytest.raises(IsADirectoryError), scratch.open_folder() as folder:
        folder.write_bytes(b"")
    assert lying() == []


def test_what_it_is_made_of_can_be_linked_into_the_store():
    with scratch.open_folder() as folder:
        assert folder.stat().st_dev == vault.incoming_folder().parent.stat().st_dev


def test_the_folder_of_somebody_killed_is_cleared_and_that_of_the_living_is_not(other_process):
    scratch.remove_abandoned()
    assert lying() == [other_process.folder]
    other_process.send_signal(signal.SIGKILL)
    other_process.wait()
    assert lying() == [other_process.folder]
    scratch.remove_abandoned()
    assert lying() == []


@pytest.mark.parametrize("step", ["mkdtemp", "fcntl.flock"])
def test_a_folder_that_was_swept_before_it_was_held_is_made_again(monkeypatch, step):
    module, _, name = f"workshop.{step}".rpartition(".")
    owner = {"workshop": scratch, "workshop.fcntl": scratch.fcntl}[module]
    real, swept = getattr(owner, name), []

    def with_a_sweep(*arguments, **options):
        made = real(*arguments, **options) if step == "mkdtemp" else None
        if len(swept) < 2:
            swept.append(lying())
            for folder in map(Path, lying()):
                folder.rmdir()
        return made or real(*arguments, **options)

    monkeypatch.setattr(owner, name, with_a_sweep)
    with scratch.open_folder() as folder:
        assert lying() == [str(folder)]
    assert [len(folders) for folders in swept] == [1, 1]


def test_other_things_that_arrive_are_left_alone():
    incoming = vault.create_incoming()
    (vault.incoming_folder() / "a.upload").touch()
    scratch.remove_abandoned()
    assert len(lying()) == 2
    incoming.discard()


@pytest.mark.django_db
def test_it_is_swept_every_hour(other_process, run_jobs):
    task = periodic_tasks.process_leftovers
    path = f"{task.func.__module__}.{task.func.__name__}"
    assert settings.PERIODIC_TASKS[path] == timedelta(hours=1)
    other_process.kill()
    other_process.wait()
    eventually(lambda: lying() == [other_process.folder])
    task.enqueue()
    run_jobs()
    assert lying() == []
