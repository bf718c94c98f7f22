import threading

import psycopg
import pytest
from django.db import connection

from clientpix.jobs import wakeup
from clientpix.jobs.tests import sample_tasks
from clientpix.jobs.wakeup import WorkWaiter

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]

only_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="is about PostgreSQL"
)
PATIENCE = 480


@pytest.fixture
def waiter(monkeypatch):
    monkeypatch.setattr(wakeup, "LISTEN_TIMEOUT", PATIENCE)
    waiter = WorkWaiter(connection)
    waiter.wait_for_work()
    return waiter


@only_postgresql
def test_waiter_wakes_when_another_connection_notifies(waiter):
    with psycopg.connect(**_address(), autocommit=True) as other:
        other.execute(f"NOTIFY {wakeup.CHANNEL}")
        timer = threading.Timer(PATIENCE / 2, connection.connection.cancel_safe)
        timer.start()
        waiter.wait_for_work()
    assert timer.is_alive(), "the notification woke it, not the timer"
    timer.cancel()


@only_postgresql
def test_listeners_are_notified_when_a_job_is_enqueued():
    with psycopg.connect(**_address(), autocommit=True) as listener:
        listener.execute(f"LISTEN {wakeup.CHANNEL}")
        sample_tasks.add.enqueue(1, 1)
        assert [
            notification.channel
            for notification in listener.notifies(timeout=PATIENCE, stop_after=1)
        ]


def test_pause_ends_when_the_waiter_is_stopped():
    waiter = WorkWaiter(connection)
    sleeper = threading.Thread(target=waiter.pause, args=[PATIENCE], daemon=True)
    sleeper.start()
    waiter.end()
    sleeper.join(PATIENCE / 2)
    assert not sleeper.is_alive()


def _address():
    parameters = connection.get_connection_params()
    return {
        name: parameters[name] for name in ("dbname", "user", "host", "port") if name in parameters
    }
