from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from django.core.cache import caches
from django.test import RequestFactory
from django_ratelimit.core import is_ratelimited

from clientpix.counters import tasks
from clientpix.counters.models import Counter

pytestmark = [pytest.mark.django_db, pytest.mark.db]

COUNT = """
from django.core.cache import caches
counters = caches["counters"]
for _ in range(50):
    counters.add("tries", 0, 600)
    print(counters.incr("tries"))
"""


@pytest.fixture
def counters():
    return caches["counters"]


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test turns."""
    now = [1_000_000.0]
    monkeypatch.setattr("clientpix.counters.cache.time.time", lambda: now[0])

    def turn(seconds):
        now[0] += seconds

    return turn


def test_a_counter_is_begun_once(counters):
    assert counters.add("tries", 1, 60)
    assert not counters.add("tries", 7, 60)
    assert counters.incr("tries") == 2
    assert counters.incr("tries", 5) == 7
    assert counters.decr("tries", 3) == 4
    assert counters.get("tries") == 4


def test_counting_never_makes_a_counter_live_longer(counters, clock):
    counters.add("tries", 1, 60)
    clock(59)
    counters.incr("tries")
    clock(1)
    assert counters.get("tries") is None
    with pytest.raises(ValueError, match="tries"):
        counters.incr("tries")
    assert counters.add("tries", 1, 60), "an expired one is begun anew"
    assert counters.get("tries") == 1


def test_a_counter_can_be_set_touched_and_deleted(counters, clock):
    counters.set("tries", 3, 60)
    assert counters.touch("tries", 600)
    clock(100)
    assert counters.get("tries") == 3
    assert counters.has_key("tries")
    assert counters.delete("tries")
    assert not counters.delete("tries")
    assert not counters.touch("tries")


def test_many_names_are_counted_apart(counters):
    counters.set_many({"a": 1, "b": 2})
    assert counters.get_many(["a", "b", "c"]) == {"a": 1, "b": 2}
    assert counters.incr("a", version=1) == 2
    with pytest.raises(ValueError, match="a"):
        counters.incr("a", version=2)
    counters.clear()
    assert counters.get("b") is None


def test_expired_counters_are_forgotten(counters, clock):
    counters.set("old", 1, 10)
    counters.set("young", 1, 1000)
    clock(11)
    assert tasks.delete_expired_counters.func() == 1
    assert Counter.objects.count() == 1


def test_ratelimit_counts_on_it():
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1")
    other = RequestFactory().get("/", REMOTE_ADDR="192.0.2.2")

    def is_limited(who):
        return is_ratelimited(who, group="door", key="ip", rate="5/h", increment=True)

    assert [is_limited(request) for _ in range(7)] == [False] * 5 + [True] * 2
    assert not is_limited(other)


def test_two_hundred_hits_of_four_processes_are_two_hundred(installation):
    with ThreadPoolExecutor(4) as pool:
        seen = [int(n) for out in pool.map(installation.python, [COUNT] * 4) for n in out.split()]
    assert sorted(seen) == list(range(1, 201)), "each hit saw a number of its own"


def test_counting_does_not_wait_for_a_long_write(installation):
    with closing(installation.connect()) as writer:
        writer.execute("BEGIN" if installation.database_url else "BEGIN IMMEDIATE")
        writer.execute("UPDATE jobs_job SET priority = 0")
        assert installation.python(COUNT).split()[-1] == "50"
