import os
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from clientpix.testing.installation import PATIENCE, eventually

# How long a killed worker's job waits for the next one. Long enough that a busy machine does not
# keep a living supervisor from renewing it: then a job would be tried once more than counted.
SHORT_LEASE = 5
LONG_LEASE = 300

on_both = pytest.mark.db

CHORES = "from clientpix.jobs.tests import sample_tasks; from pathlib import Path\n"


def lines(path):
    return path.read_text().splitlines() if path.exists() else []


def states(house):
    return {state for (state,) in house.rows("SELECT state FROM jobs_job WHERE queue <> 'once'")}


def crew(house, processes=1, lease=SHORT_LEASE):
    return house.start_managed("worker", "--processes", processes, CLIENTPIX_JOB_LEASE=str(lease))


def enqueue(house, code):
    house.python(CHORES + code)


@on_both
def test_three_processes_run_three_hundred_jobs_once_each(house, tmp_path):
    told = tmp_path / "lines"
    enqueue(
        house, f"for n in range(300): sample_tasks.leave_a_line.enqueue({str(told)!r}, f'{{n}}')"
    )
    crew(house, 2, LONG_LEASE)
    crew(house, 1, LONG_LEASE)
    eventually(lambda: states(house) == {"done"})
    assert sorted(map(int, lines(told))) == list(range(300))


@on_both
def test_a_job_whose_whole_crew_is_killed_is_finished_by_another(house, tmp_path):
    told, go = tmp_path / "lines", tmp_path / "go"
    enqueue(
        house, f"sample_tasks.leave_lines_around_a_wait.enqueue({str(told)!r}, 'it', {str(go)!r})"
    )
    doomed = crew(house)
    eventually(lambda: len(lines(told)) == 1)
    child = int(lines(told)[0].split()[-1])
    os.kill(doomed.pid, signal.SIGKILL)
    os.kill(child, signal.SIGKILL)
    crew(house)
    eventually(lambda: len(lines(told)) == 2, what="a second beginning")
    go.touch()
    eventually(lambda: states(house) == {"done"})
    assert [line.split()[0] for line in lines(told)] == ["begun", "begun", "done"]
    assert house.value("SELECT attempts FROM jobs_job WHERE queue <> 'once'") == 2


def test_a_worker_that_dies_is_replaced_and_a_deadly_job_fails_in_the_end(house, tmp_path):
    enqueue(house, "sample_tasks.die.enqueue(); sample_tasks.add.enqueue(1, 1)")
    crew(house)
    eventually(lambda: states(house) == {"done", "failed"})
    (errors,) = house.rows("SELECT errors FROM jobs_job WHERE state = 'failed'")
    assert "the worker ended with code -9" in str(errors)


def test_a_cancelled_job_is_stopped_in_the_middle(house, tmp_path):
    told, never = tmp_path / "lines", tmp_path / "never"
    enqueue(
        house,
        f"sample_tasks.leave_lines_around_a_wait.enqueue({str(told)!r}, 'it', {str(never)!r})",
    )
    crew(house)
    eventually(lambda: lines(told))
    child = int(lines(told)[0].split()[-1])
    enqueue(
        house,
        "from clientpix.jobs.models import Job; from django.utils import timezone\n"
        "Job.objects.filter(queue='default').cancel(timezone.now());"
        "sample_tasks.add.enqueue(1, 1)",
    )
    eventually(lambda: states(house) == {"cancelled", "done"})
    assert not Path(f"/proc/{child}").exists()


def test_a_job_over_its_time_limit_is_stopped_and_says_so(house, tmp_path):
    told, never = tmp_path / "lines", tmp_path / "never"
    enqueue(
        house,
        f"sample_tasks.leave_lines_around_a_wait.enqueue({str(told)!r}, 'it', {str(never)!r})",
    )
    house.start_managed("worker", "--processes", 1, CLIENTPIX_JOB_TIME_LIMIT="1")
    eventually(lambda: "TimeLimitExceeded" in str(house.rows("SELECT errors FROM jobs_job")))


@on_both
def test_a_crew_that_is_told_to_stop_gives_its_work_back(house, tmp_path):
    told, never = tmp_path / "lines", tmp_path / "never"
    enqueue(
        house,
        f"sample_tasks.leave_lines_around_a_wait.enqueue({str(told)!r}, 'it', {str(never)!r})",
    )
    process = crew(house)
    eventually(lambda: lines(told))
    process.terminate()
    assert process.wait(PATIENCE) == 0
    job = "SELECT state, attempts FROM jobs_job WHERE queue <> 'once'"
    assert house.rows(job) == [("ready", 0)]
    assert house.value("SELECT count(*) FROM jobs_crew") == 0


@on_both
def test_an_idle_crew_hears_of_new_work(house, tmp_path):
    crew(house)
    eventually(lambda: house.value("SELECT count(*) FROM jobs_crew") == 1)
    enqueue(house, "sample_tasks.add.enqueue(1, 1)")
    eventually(lambda: states(house) == {"done"})


def lock(house):
    """Hold what every other writer needs; give back the way to end it."""
    connection = house.connect()
    if isinstance(connection, sqlite3.Connection):
        connection.execute("BEGIN EXCLUSIVE")
    else:
        connection.execute("BEGIN; LOCK TABLE jobs_job, jobs_crew, jobs_duty")
    return closing(connection)


@on_both
@pytest.mark.parametrize(
    "seconds", [3, pytest.param(60, marks=pytest.mark.long)], ids=["briefly", "a minute"]
)
def test_a_locked_database_is_waited_for(house, tmp_path, seconds):
    told, go = tmp_path / "lines", tmp_path / "go"
    wait = f"sample_tasks.leave_lines_around_a_wait.enqueue({str(told)!r}, 'it', {str(go)!r})"
    enqueue(house, f"{wait}; sample_tasks.add.enqueue(1, 1)")
    process = crew(house)
    eventually(lambda: lines(told))
    with lock(house):
        go.touch()
        time.sleep(seconds)
        assert process.poll() is None
    eventually(lambda: states(house) == {"done"})
    assert process.poll() is None


@on_both
def test_a_crew_for_once_ends_when_nothing_is_due(house, tmp_path):
    told = tmp_path / "lines"
    later = "sample_tasks.add.using(run_after=timezone.now() + timedelta(hours=1)).enqueue(1, 1)"
    enqueue(house, f"from datetime import timedelta; from django.utils import timezone; {later}")
    enqueue(
        house, f"for n in range(30): sample_tasks.leave_a_line.enqueue({str(told)!r}, f'{{n}}')"
    )
    process = house.start_managed("worker", "--processes", 2, "--until-done")
    assert process.wait(PATIENCE) == 0
    assert len(lines(told)) == 30
    assert states(house) == {"done", "ready"}
    assert house.value("SELECT count(*) FROM jobs_crew") == 0
