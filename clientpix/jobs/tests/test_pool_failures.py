"""What happens to jobs when supervisors, connections and child processes fail."""

import os
import signal

import pytest

from clientpix.jobs.tests.test_pool import (
    IMPORTS,
    enqueue,
    job_that_waits,
    lines,
    start_pool,
    states,
)
from clientpix.jobs.workers import pool as pool_module
from clientpix.jobs.workers.pool import PoolSupervisor
from clientpix.testing.installation import PATIENCE, eventually
from clientpix.testing.server import is_gone

pytestmark = pytest.mark.db

SESSIONS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
only_postgresql = pytest.mark.skipif(
    "not os.environ.get('DATABASE_URL', '').startswith('postgres')", reason="is about PostgreSQL"
)


def sessions(installation):
    return {pid for (pid,) in installation.rows(f"{SESSIONS} AND pid <> pg_backend_pid()")}


def test_working_worker_ends_when_its_supervisor_is_killed(installation, tmp_path):
    # Nobody would renew its lease, so another worker would do the same work beside it.
    log, never = tmp_path / "lines", tmp_path / "never"
    code = job_that_waits(log, never)
    enqueue(installation, code)
    doomed = start_pool(installation)
    eventually(lambda: lines(log))
    worker = int(lines(log)[0].split()[-1])
    os.kill(doomed.pid, signal.SIGKILL)
    eventually(lambda: is_gone(worker))


@pytest.mark.parametrize(("steps", "state"), [(60, "done"), (1, "failed")])
def test_job_may_exceed_the_time_limit_when_it_makes_progress(installation, steps, state):
    enqueue(installation, f"sample_tasks.report_progress.enqueue(6, {steps})")
    limits = {"CLIENTPIX_JOB_TIME_LIMIT": "2", "CLIENTPIX_JOB_LEASE": "2"}
    most = installation.python(
        f"{IMPORTS}print(sample_tasks.report_progress.get_backend().policy.attempts)"
    )
    installation.python(
        f"from clientpix.jobs.models import Job; Job.objects.update(attempts={most} - 1)"
    )
    installation.start_manage("worker", "--processes", 1, **limits)
    eventually(lambda: states(installation) == {state})


def test_child_process_of_a_task_ends_when_the_pool_stops(installation, tmp_path):
    log = tmp_path / "lines"
    enqueue(installation, f"sample_tasks.start_child_process.enqueue({str(log)!r})")
    process = start_pool(installation)
    eventually(lambda: lines(log))
    child = int(lines(log)[0].split()[-1])
    assert not is_gone(child)
    process.terminate()
    assert process.wait(PATIENCE) == 0
    eventually(lambda: is_gone(child))


def test_other_jobs_run_when_a_task_leaves_a_transaction_open(installation):
    enqueue(
        installation,
        "sample_tasks.leave_transaction_open.enqueue(); sample_tasks.add.enqueue(1, 1)",
    )
    start_pool(installation)
    eventually(lambda: "done" in states(installation))


@only_postgresql
def test_worker_keeps_its_connection_when_it_is_idle(installation):
    start_pool(installation)
    eventually(lambda: installation.value("SELECT count(*) FROM jobs_workerpool") == 1)
    eventually(
        lambda: len(sessions(installation)) == 2, what="one for the worker, one for the crew"
    )
    before = sessions(installation)
    enqueue(installation, "sample_tasks.add.enqueue(1, 1)")
    eventually(lambda: "done" in states(installation))
    eventually(lambda: sessions(installation) == before)


@only_postgresql
def test_pool_reconnects_when_the_server_closes_its_connections(installation):
    process = start_pool(installation)
    eventually(lambda: len(sessions(installation)) == 2)
    for _ in range(3):
        installation.rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        enqueue(installation, "sample_tasks.add.enqueue(1, 1)")
        eventually(lambda: states(installation) == {"done"})
    assert process.poll() is None
    assert "ended with code" not in process.log.read_text()


def test_pool_takes_over_no_jobs_for_one_lease_when_heartbeats_had_a_gap(monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(pool_module.time, "monotonic", lambda: clock[0])
    supervisor = PoolSupervisor(1)
    beats = []
    for seconds in (0, 5, 5, 60, 5, 5, 5, 5, 5, 5, 5):
        clock[0] += seconds
        beats.append(supervisor._has_steady_heartbeat())
    assert beats == [True, True, True, *[False] * 7, True]
