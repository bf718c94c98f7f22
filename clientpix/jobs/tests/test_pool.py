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

on_both_databases = pytest.mark.db

IMPORTS = "from clientpix.jobs.tests import sample_tasks; from pathlib import Path\n"


def lines(path):
    return path.read_text().splitlines() if path.exists() else []


def states(installation):
    return {
        state for (state,) in installation.rows("SELECT state FROM jobs_job WHERE queue <> 'once'")
    }


def start_pool(installation, processes=1, lease=SHORT_LEASE):
    return installation.start_manage(
        "worker", "--processes", processes, CLIENTPIX_JOB_LEASE=str(lease)
    )


def enqueue(installation, code):
    installation.python(IMPORTS + code)


def job_that_waits(log, signal_file):
    """Return the code that enqueues a job which runs until SIGNAL_FILE exists."""
    arguments = f"{str(log)!r}, 'it', {str(signal_file)!r}"
    return f"sample_tasks.append_lines_around_wait.enqueue({arguments})"


@on_both_databases
def test_each_job_runs_once_when_three_workers_share_the_queue(installation, tmp_path):
    log = tmp_path / "lines"
    enqueue(
        installation,
        f"for n in range(300): sample_tasks.append_line.enqueue({str(log)!r}, f'{{n}}')",
    )
    start_pool(installation, 2, LONG_LEASE)
    start_pool(installation, 1, LONG_LEASE)
    eventually(lambda: states(installation) == {"done"})
    assert sorted(map(int, lines(log))) == list(range(300))


@on_both_databases
def test_another_pool_finishes_the_job_when_a_whole_pool_is_killed(installation, tmp_path):
    log, signal_file = tmp_path / "lines", tmp_path / "go"
    enqueue(
        installation,
        job_that_waits(log, signal_file),
    )
    doomed = start_pool(installation)
    eventually(lambda: len(lines(log)) == 1)
    child = int(lines(log)[0].split()[-1])
    os.kill(doomed.pid, signal.SIGKILL)
    os.kill(child, signal.SIGKILL)
    start_pool(installation)
    eventually(lambda: len(lines(log)) == 2, what="a second beginning")
    signal_file.touch()
    eventually(lambda: states(installation) == {"done"})
    assert [line.split()[0] for line in lines(log)] == ["begun", "begun", "done"]
    assert installation.value("SELECT attempts FROM jobs_job WHERE queue <> 'once'") == 2


def test_worker_is_replaced_and_job_fails_when_the_job_kills_its_worker(installation, tmp_path):
    enqueue(installation, "sample_tasks.kill_worker.enqueue(); sample_tasks.add.enqueue(1, 1)")
    start_pool(installation)
    eventually(lambda: states(installation) == {"done", "failed"})
    (errors,) = installation.rows("SELECT errors FROM jobs_job WHERE state = 'failed'")
    assert "the worker ended with code -9" in str(errors)


def test_running_job_is_stopped_when_it_is_cancelled(installation, tmp_path):
    log, never = tmp_path / "lines", tmp_path / "never"
    enqueue(
        installation,
        job_that_waits(log, never),
    )
    start_pool(installation)
    eventually(lambda: lines(log))
    child = int(lines(log)[0].split()[-1])
    enqueue(
        installation,
        "from clientpix.jobs.models import Job; from django.utils import timezone\n"
        "Job.objects.filter(queue='default').cancel(timezone.now());"
        "sample_tasks.add.enqueue(1, 1)",
    )
    eventually(lambda: states(installation) == {"cancelled", "done"})
    assert not Path(f"/proc/{child}").exists()


def test_job_is_stopped_with_an_error_when_it_exceeds_its_time_limit(installation, tmp_path):
    log, never = tmp_path / "lines", tmp_path / "never"
    enqueue(
        installation,
        job_that_waits(log, never),
    )
    installation.start_manage("worker", "--processes", 1, CLIENTPIX_JOB_TIME_LIMIT="1")
    eventually(
        lambda: "TimeLimitExceeded" in str(installation.rows("SELECT errors FROM jobs_job"))
    )


@on_both_databases
def test_job_returns_to_the_queue_when_its_pool_is_stopped(installation, tmp_path):
    log, never = tmp_path / "lines", tmp_path / "never"
    enqueue(
        installation,
        job_that_waits(log, never),
    )
    process = start_pool(installation)
    eventually(lambda: lines(log))
    process.terminate()
    assert process.wait(PATIENCE) == 0
    job = "SELECT state, attempts FROM jobs_job WHERE queue <> 'once'"
    assert installation.rows(job) == [("ready", 0)]
    assert installation.value("SELECT count(*) FROM jobs_workerpool") == 0


@on_both_databases
def test_idle_pool_runs_a_job_when_it_is_enqueued(installation, tmp_path):
    start_pool(installation)
    eventually(lambda: installation.value("SELECT count(*) FROM jobs_workerpool") == 1)
    enqueue(installation, "sample_tasks.add.enqueue(1, 1)")
    eventually(lambda: states(installation) == {"done"})


def lock(installation):
    """Lock the database against every other writer, until the returned object is closed."""
    connection = installation.connect()
    if isinstance(connection, sqlite3.Connection):
        connection.execute("BEGIN EXCLUSIVE")
    else:
        connection.execute("BEGIN; LOCK TABLE jobs_job, jobs_workerpool, jobs_periodictask")
    return closing(connection)


@on_both_databases
@pytest.mark.parametrize(
    "seconds", [3, pytest.param(60, marks=pytest.mark.long)], ids=["briefly", "a minute"]
)
def test_pool_waits_when_the_database_is_locked(installation, tmp_path, seconds):
    log, signal_file = tmp_path / "lines", tmp_path / "go"
    wait = job_that_waits(log, signal_file)
    enqueue(installation, f"{wait}; sample_tasks.add.enqueue(1, 1)")
    process = start_pool(installation)
    eventually(lambda: lines(log))
    with lock(installation):
        signal_file.touch()
        time.sleep(seconds)
        assert process.poll() is None
    eventually(lambda: states(installation) == {"done"})
    assert process.poll() is None


@on_both_databases
def test_pool_ends_when_nothing_is_due_and_it_runs_until_done(installation, tmp_path):
    log = tmp_path / "lines"
    later = "sample_tasks.add.using(run_after=timezone.now() + timedelta(hours=1)).enqueue(1, 1)"
    enqueue(
        installation, f"from datetime import timedelta; from django.utils import timezone; {later}"
    )
    enqueue(
        installation,
        f"for n in range(30): sample_tasks.append_line.enqueue({str(log)!r}, f'{{n}}')",
    )
    process = installation.start_manage("worker", "--processes", 2, "--until-done")
    assert process.wait(PATIENCE) == 0
    assert len(lines(log)) == 30
    assert states(installation) == {"done", "ready"}
    assert installation.value("SELECT count(*) FROM jobs_workerpool") == 0
