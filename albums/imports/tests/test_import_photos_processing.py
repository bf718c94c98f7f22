import re
import signal
import time

import pytest

from albums.imports.tests.live_processing import (
    BRING,
    LARGE,
    damaged,
    renditions,
    shoot,
    states,
    until_developing,
    until_gone,
)
from albums.tests.factories.folders import fill, without_progress
from clientpix.testing.installation import PATIENCE

DAMAGED = "sub/b.jpg: No preview: the file is damaged.\n"
ELSEWHERE = "django.tasks.backends.dummy.DummyBackend"
ASKED = "SELECT count(*) FROM jobs_job WHERE queue = 'processing' AND state = 'ready'"
STOPPED = re.compile(
    r"Stopped\. Everything is kept\. \d+ (is|are) still to be developed\. "
    r"The server does that, or run the same command again\."
)


@pytest.mark.db
def test_what_is_brought_is_developed_and_what_has_no_preview_is_named(home, tmp_path):
    folder = fill(shoot(tmp_path / "card", 3), {"sub/b.jpg": damaged()})
    done = home.manage(*BRING, folder)
    assert (done.returncode, done.stderr) == (0, DAMAGED)
    kept, developed, without = without_progress(done.stdout).splitlines()
    assert kept.startswith("Anna: 4 new (")
    assert re.fullmatch(r"4 developed\. It took (\d+ min )?\d+ s\.", developed)
    assert without.startswith("1 has no preview. It is kept all the same")
    assert states(home) == {"ready": 3, "failed": 1}
    assert len(renditions(home)) == 9


@pytest.mark.long
def test_a_second_run_develops_nothing_and_names_it_again(home, tmp_path):
    folder = fill(shoot(tmp_path / "card", 1), {"sub/b.jpg": damaged()})
    home.manage(*BRING, folder)
    before = home.rows("SELECT sha256, state, attempts FROM assets_asset ORDER BY 1")
    done = home.manage(*BRING, folder)
    assert (done.returncode, done.stderr) == (0, DAMAGED)
    assert "developed" not in done.stdout
    assert home.rows("SELECT sha256, state, attempts FROM assets_asset ORDER BY 1") == before
    assert home.value(ASKED) == 0


def test_that_can_be_left_for_later(home, tmp_path):
    folder = shoot(tmp_path / "card", 2)
    done = home.manage(*BRING, "--later", folder)
    assert done.returncode == 0
    assert states(home) == {"new": 2}
    assert home.value(ASKED) == 2
    done = home.manage(*BRING, folder)
    assert "2 developed." in done.stdout
    assert states(home) == {"ready": 2}


@pytest.mark.long
def test_what_was_forgotten_or_tried_too_often_is_developed_by_another_run(home, tmp_path):
    folder = shoot(tmp_path / "card", 2)
    home.manage(*BRING, "--later", folder)
    home.python(
        "from assets.models import Asset; from clientpix.jobs.models import Job\n"
        "Job.objects.all().delete(); Asset.objects.update(state='processing', attempts=4)"
    )
    assert home.manage(*BRING, folder).returncode == 0
    assert states(home) == {"ready": 2}


def test_files_that_are_refused_keep_nobody_from_developing_the_others(home, tmp_path):
    folder = fill(shoot(tmp_path / "card", 1), {"a.pdf": b"%PDF-1.7"})
    done = home.manage(*BRING, folder)
    assert done.returncode == 1
    assert states(home) == {"ready": 1}


def test_on_a_full_disk_nothing_is_developed_either(home, tmp_path):
    home.manage(*BRING, "--later", shoot(tmp_path / "one", 1))
    folder = shoot(tmp_path / "two", 1)
    done = home.manage(*BRING, folder, CLIENTPIX_DISK_RESERVE=str(1024**2))
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("The disk is full.")
    assert states(home) == {"new": 1}


@pytest.mark.parametrize(
    "number",
    [signal.SIGINT, pytest.param(signal.SIGTERM, marks=[pytest.mark.long, pytest.mark.db])],
)
def test_whoever_stops_it_loses_nothing_and_goes_on_with_the_same_command(home, tmp_path, number):
    folder = shoot(tmp_path / "card", 40, LARGE)
    process = home.start_managed(*BRING, folder)
    workers = until_developing(home, process)
    assert workers
    process.send_signal(number)
    assert process.wait(PATIENCE) == 130
    until_gone(workers)
    assert STOPPED.fullmatch(process.log.read_text().splitlines()[-1])
    assert sum(states(home).values()) == 40
    assert home.value("SELECT count(*) FROM jobs_job WHERE state = 'running'") == 0
    done = home.start_managed(*BRING, folder)
    assert done.wait(3 * PATIENCE) == 0
    assert states(home) == {"ready": 40}


@pytest.mark.parametrize("numbers", [[signal.SIGINT, signal.SIGINT], [signal.SIGKILL]])
def test_however_hard_it_is_ended_its_workers_end_as_well(home, tmp_path, numbers):
    process = home.start_managed(*BRING, shoot(tmp_path / "card", 40, LARGE))
    workers = until_developing(home, process)
    assert workers
    for number in numbers:
        process.send_signal(number)
        time.sleep(0.1)
    assert process.wait(PATIENCE) in {130, -numbers[0]}
    until_gone(workers)
    assert states(home)["ready"] < sum(states(home).values()) == 40


@pytest.mark.long
def test_beside_a_server_both_develop(home, tmp_path):
    home.start_managed("worker", "--processes", 1)
    folder = shoot(tmp_path / "card", 8, LARGE)
    process = home.start_managed(*BRING, folder)
    assert process.wait(PATIENCE) == 0
    assert states(home) == {"ready": 8}


@pytest.mark.long
def test_where_other_workers_do_it_that_is_said(home, tmp_path):
    done = home.manage(*BRING, shoot(tmp_path / "card", 2), CLIENTPIX_TASKS=ELSEWHERE)
    assert done.returncode == 0
    (line,) = done.stderr.splitlines()
    assert "CLIENTPIX_TASKS names another back end" in line
    assert "2 are still to be developed. Workers of the server do that" in line
    assert states(home) == {"new": 2}
