import threading

import psycopg
import pytest
from django.db import connection

from clientpix.jobs import wakeup
from clientpix.jobs.tests import sample_tasks
from clientpix.jobs.wakeup import WorkWaiter

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]

only_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="speaks of PostgreSQL"
)
LONG = 480


@pytest.fixture
def sleep(monkeypatch):
    monkeypatch.setattr(wakeup, "LISTEN_TIMEOUT", LONG)
    sleep = WorkWaiter(connection)
    sleep.until_work()
    return sleep


@only_postgresql
def test_a_word_from_another_connection_ends_the_sleep(sleep):
    with psycopg.connect(**_address(), autocommit=True) as other:
        other.execute(f"NOTIFY {wakeup.CHANNEL}")
        woken = threading.Timer(LONG / 2, connection.connection.cancel_safe)
        woken.start()
        sleep.until_work()
    assert woken.is_alive(), "the word came, not the end of our patience"
    woken.cancel()


@only_postgresql
def test_enqueueing_tells_who_listens():
    with psycopg.connect(**_address(), autocommit=True) as listener:
        listener.execute(f"LISTEN {wakeup.CHANNEL}")
        sample_tasks.add.enqueue(1, 1)
        assert [word.channel for word in listener.notifies(timeout=LONG, stop_after=1)]


def test_who_is_told_to_stop_does_not_sleep_on():
    sleep = WorkWaiter(connection)
    sleeper = threading.Thread(target=sleep.pause, args=[LONG], daemon=True)
    sleeper.start()
    sleep.end()
    sleeper.join(LONG / 2)
    assert not sleeper.is_alive()


def _address():
    known = connection.get_connection_params()
    return {name: known[name] for name in ("dbname", "user", "host", "port") if name in known}
