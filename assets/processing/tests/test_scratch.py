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

HOLD_FOLDER = """
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
        [sys.executable, "-c", HOLD_FOLDER],
        env=environment | {"DJANGO_SETTINGS_MODULE": "clientpix.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        process.folder = process.stdout.readline().strip()
        yield process
        process.kill()


def list_folders():
    return [str(path) for path in vault.incoming_folder().iterdir()]


def test_folder_exists_while_it_is_open():
    with scratch.open_folder() as one, scratch.open_folder() as other:
        assert one != other
        (one / "web.webp").write_bytes(b"made")
        scratch.remove_abandoned()
        assert sorted(list_folders()) == sorted(map(str, [one, other]))
        assert (one / "web.webp").exists()
    assert list_folders() == []


def test_folder_is_removed_after_an_error():
    with pytest.raises(IsADirectoryError), scratch.open_folder() as folder:
        folder.write_bytes(b"")
    assert list_folders() == []


def test_folder_is_on_the_disk_of_the_photos():
    with scratch.open_folder() as folder:
        assert folder.stat().st_dev == vault.incoming_folder().parent.stat().st_dev


def test_folder_of_a_killed_process_is_removed_but_not_one_in_use(other_process):
    scratch.remove_abandoned()
    assert list_folders() == [other_process.folder]
    other_process.send_signal(signal.SIGKILL)
    other_process.wait()
    assert list_folders() == [other_process.folder]
    scratch.remove_abandoned()
    assert list_folders() == []


@pytest.mark.parametrize("step", ["mkdtemp", "fcntl.flock"])
def test_folder_removed_before_its_lock_is_created_again(monkeypatch, step):
    module, _, name = f"workshop.{step}".rpartition(".")
    owner = {"workshop": scratch, "workshop.fcntl": scratch.fcntl}[module]
    real, swept = getattr(owner, name), []

    def with_a_sweep(*arguments, **options):
        made = real(*arguments, **options) if step == "mkdtemp" else None
        if len(swept) < 2:
            swept.append(list_folders())
            for folder in map(Path, list_folders()):
                folder.rmdir()
        return made or real(*arguments, **options)

    monkeypatch.setattr(owner, name, with_a_sweep)
    with scratch.open_folder() as folder:
        assert list_folders() == [str(folder)]
    assert [len(folders) for folders in swept] == [1, 1]


def test_other_incoming_files_are_not_removed():
    incoming = vault.create_incoming()
    (vault.incoming_folder() / "a.upload").touch()
    scratch.remove_abandoned()
    assert len(list_folders()) == 2
    incoming.discard()


@pytest.mark.django_db
def test_abandoned_folders_are_removed_every_hour(other_process, run_jobs):
    task = periodic_tasks.process_leftovers
    path = f"{task.func.__module__}.{task.func.__name__}"
    assert settings.PERIODIC_TASKS[path] == timedelta(hours=1)
    other_process.kill()
    other_process.wait()
    eventually(lambda: list_folders() == [other_process.folder])
    task.enqueue()
    run_jobs()
    assert list_folders() == []
