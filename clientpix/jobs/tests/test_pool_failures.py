"""What happens to work when supervisors, connections and helpers fail."""

import os
import signal

import pytest

from clientpix.jobs.tests.test_pool import CHORES, crew, enqueue, lines, states
from clientpix.jobs.workers import pool as crew_module
from clientpix.jobs.workers.pool import PoolSupervisor
from clientpix.testing.installation import PATIENCE, eventually
from clientpix.testing.server import is_gone

pytestmark = pytest.mark.db

SESSIONS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
only_postgresql = pytest.mark.skipif(
    "not os.environ.get('DATABASE_URL', '').startswith('postgres')", reason="speaks of PostgreSQL"
)


def sessions(house):
    return {pid for (pid,) in house.rows(f"{SESSIONS} AND pid <> pg_backend_pid()")}


def test_a_worker_at_work_does_not_outlive_its_supervisor(house, tmp_path):
    """Nobody would renew its lease: another would do the same work beside it."""
    told, never = tmp_path / "lines", tmp_path / "never"
    waiting = (
        f"sample_tasks.leave_lines_around_a_wait.enqueue({str(told)!r}, 'it', {str(never)!r})"
    )
    enqueue(house, waiting)
    doomed = crew(house)
    eventually(lambda: lines(told))
    worker = int(lines(told)[0].split()[-1])
    os.kill(doomed.pid, signal.SIGKILL)
    eventually(lambda: is_gone(worker))


@pytest.mark.parametrize(
    ("steps", "state"), [pytest.param(60, "done", marks=pytest.mark.long), (1, "failed")]
)
def test_who_gets_on_may_take_longer_than_the_limit(house, steps, state):
    enqueue(house, f"sample_tasks.get_on.enqueue(6, {steps})")
    limits = {"CLIENTPIX_JOB_TIME_LIMIT": "2", "CLIENTPIX_JOB_LEASE": "2"}
    once = house.python(f"{CHORES}print(sample_tasks.get_on.get_backend().policy.attempts)")
    house.python(f"from clientpix.jobs.models import Job; Job.objects.update(attempts={once} - 1)")
    house.start_managed("worker", "--processes", 1, **limits)
    eventually(lambda: states(house) == {state})


def test_what_a_task_has_started_ends_with_it(house, tmp_path):
    told = tmp_path / "lines"
    enqueue(house, f"sample_tasks.start_a_helper.enqueue({str(told)!r})")
    process = crew(house)
    eventually(lambda: lines(told))
    helper = int(lines(told)[0].split()[-1])
    assert not is_gone(helper)
    process.terminate()
    assert process.wait(PATIENCE) == 0
    eventually(lambda: is_gone(helper))


def test_a_transaction_that_a_task_left_open_does_not_stop_the_others(house):
    enqueue(
        house, "sample_tasks.leave_a_transaction_open.enqueue(); sample_tasks.add.enqueue(1, 1)"
    )
    crew(house)
    eventually(lambda: "done" in states(house))


@only_postgresql
def test_an_idle_worker_keeps_its_connection(house):
    crew(house)
    eventually(lambda: house.value("SELECT count(*) FROM jobs_crew") == 1)
    eventually(lambda: len(sessions(house)) == 2, what="one for the worker, one for the crew")
    before = sessions(house)
    enqueue(house, "sample_tasks.add.enqueue(1, 1)")
    eventually(lambda: "done" in states(house))
    eventually(lambda: sessions(house) == before)


@only_postgresql
def test_connections_that_the_server_cuts_are_made_again(house):
    process = crew(house)
    eventually(lambda: len(sessions(house)) == 2)
    for _ in range(3):
        house.rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        enqueue(house, "sample_tasks.add.enqueue(1, 1)")
        eventually(lambda: states(house) == {"done"})
    assert process.poll() is None
    assert "ended with code" not in process.log.read_text()


def test_after_a_gap_the_others_get_a_lease_to_come_back(monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(crew_module.time, "monotonic", lambda: clock[0])
    one = PoolSupervisor(1)
    beats = []
    for seconds in (0, 5, 5, 60, 5, 5, 5, 5, 5, 5, 5):
        clock[0] += seconds
        beats.append(one._is_steady())
    assert beats == [True, True, True, *[False] * 7, True]
    assert CHORES
