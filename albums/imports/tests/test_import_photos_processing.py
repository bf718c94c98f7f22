import re
import signal
import time

import pytest

from albums.imports.tests.full_disk import FULL_DISK, needs_full_disk
from albums.imports.tests.live_processing import (
    IMPORT,
    LARGE,
    count_states,
    create_photos,
    damaged_jpeg,
    read_renditions,
    wait_for_first_ready,
    wait_until_gone,
)
from albums.tests.factories.folders import without_progress, write_files
from clientpix.testing.installation import PATIENCE

DAMAGED = "sub/b.jpg: Couldn't create a preview. The file is damaged.\n"
OTHER_BACKEND = "django.tasks.backends.dummy.DummyBackend"
QUEUED_JOBS = "SELECT count(*) FROM jobs_job WHERE queue = 'processing' AND state = 'ready'"
STOPPED = re.compile(
    r"Stopped\. All imported files are safe\. \d+ files? left to prepare\. "
    r"The server will finish them, or run the same command again\."
)


@pytest.mark.db
def test_imported_files_are_prepared_and_files_without_preview_are_named(
    owned_installation, tmp_path
):
    folder = write_files(create_photos(tmp_path / "card", 3), {"sub/b.jpg": damaged_jpeg()})
    done = owned_installation.manage(*IMPORT, folder)
    assert (done.returncode, done.stderr) == (0, DAMAGED)
    summary, prepared, without_preview = without_progress(done.stdout).splitlines()
    assert summary.startswith("Anna: 4 new (")
    assert re.fullmatch(r"Prepared 4 files\. It took (\d+ min )?\d+ s\.", prepared)
    assert without_preview.startswith("1 file has no preview. The original is safe")
    assert count_states(owned_installation) == {"ready": 3, "failed": 1}
    assert len(read_renditions(owned_installation)) == 9


def test_a_second_run_prepares_nothing_and_names_files_without_preview_again(
    owned_installation, tmp_path
):
    folder = write_files(create_photos(tmp_path / "card", 1), {"sub/b.jpg": damaged_jpeg()})
    owned_installation.manage(*IMPORT, folder)
    before = owned_installation.rows("SELECT sha256, state, attempts FROM assets_asset ORDER BY 1")
    done = owned_installation.manage(*IMPORT, folder)
    assert (done.returncode, done.stderr) == (0, DAMAGED)
    assert "Prepared" not in done.stdout
    assert (
        owned_installation.rows("SELECT sha256, state, attempts FROM assets_asset ORDER BY 1")
        == before
    )
    assert owned_installation.value(QUEUED_JOBS) == 0


def test_preparing_is_left_to_the_server_when_the_option_is_given(owned_installation, tmp_path):
    folder = create_photos(tmp_path / "card", 2)
    done = owned_installation.manage(*IMPORT, "--later", folder)
    assert done.returncode == 0
    assert count_states(owned_installation) == {"new": 2}
    assert owned_installation.value(QUEUED_JOBS) == 2
    done = owned_installation.manage(*IMPORT, folder)
    assert "Prepared 2 files." in done.stdout
    assert count_states(owned_installation) == {"ready": 2}


def test_a_second_run_prepares_files_whose_jobs_were_lost_or_tried_too_often(
    owned_installation, tmp_path
):
    folder = create_photos(tmp_path / "card", 2)
    owned_installation.manage(*IMPORT, "--later", folder)
    owned_installation.python(
        "from assets.models import Asset; from clientpix.jobs.models import Job\n"
        "Job.objects.all().delete(); Asset.objects.update(state='processing', attempts=4)"
    )
    assert owned_installation.manage(*IMPORT, folder).returncode == 0
    assert count_states(owned_installation) == {"ready": 2}


def test_the_other_files_are_prepared_when_one_is_refused(owned_installation, tmp_path):
    folder = write_files(create_photos(tmp_path / "card", 1), {"a.pdf": b"%PDF-1.7"})
    done = owned_installation.manage(*IMPORT, folder)
    assert done.returncode == 1
    assert count_states(owned_installation) == {"ready": 1}


@needs_full_disk
def test_nothing_is_prepared_when_the_disk_is_full(owned_installation, tmp_path):
    owned_installation.manage(*IMPORT, "--later", create_photos(tmp_path / "one", 1))
    folder = create_photos(tmp_path / "two", 1)
    done = owned_installation.manage(*IMPORT, folder, **FULL_DISK)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("The disk is full.")
    assert count_states(owned_installation) == {"new": 1}


@pytest.mark.parametrize(
    "number",
    [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.db)],
)
def test_stopping_loses_nothing_and_a_second_run_continues(owned_installation, tmp_path, number):
    folder = create_photos(tmp_path / "card", 40, LARGE)
    process = owned_installation.start_manage(*IMPORT, folder)
    workers = wait_for_first_ready(owned_installation, process)
    assert workers
    process.send_signal(number)
    assert process.wait(PATIENCE) == 130
    wait_until_gone(workers)
    assert STOPPED.fullmatch(process.log.read_text().splitlines()[-1])
    assert sum(count_states(owned_installation).values()) == 40
    assert owned_installation.value("SELECT count(*) FROM jobs_job WHERE state = 'running'") == 0
    done = owned_installation.start_manage(*IMPORT, folder)
    assert done.wait(3 * PATIENCE) == 0
    assert count_states(owned_installation) == {"ready": 40}


@pytest.mark.parametrize("numbers", [[signal.SIGINT, signal.SIGINT], [signal.SIGKILL]])
def test_the_workers_end_when_the_command_is_killed(owned_installation, tmp_path, numbers):
    process = owned_installation.start_manage(*IMPORT, create_photos(tmp_path / "card", 40, LARGE))
    workers = wait_for_first_ready(owned_installation, process)
    assert workers
    for number in numbers:
        process.send_signal(number)
        time.sleep(0.1)
    assert process.wait(PATIENCE) in {130, -numbers[0]}
    wait_until_gone(workers)
    assert (
        count_states(owned_installation)["ready"]
        < sum(count_states(owned_installation).values())
        == 40
    )


def test_the_command_and_a_server_prepare_files_together(owned_installation, tmp_path):
    owned_installation.start_manage("worker", "--processes", 1)
    folder = create_photos(tmp_path / "card", 8, LARGE)
    process = owned_installation.start_manage(*IMPORT, folder)
    assert process.wait(PATIENCE) == 0
    assert count_states(owned_installation) == {"ready": 8}


def test_the_command_says_when_other_workers_prepare_the_files(owned_installation, tmp_path):
    done = owned_installation.manage(
        *IMPORT, create_photos(tmp_path / "card", 2), CLIENTPIX_TASKS=OTHER_BACKEND
    )
    assert done.returncode == 0
    (line,) = done.stderr.splitlines()
    assert "CLIENTPIX_TASKS names another task back end" in line
    assert "2 files left to prepare. The server's workers will finish them" in line
    assert count_states(owned_installation) == {"new": 2}
