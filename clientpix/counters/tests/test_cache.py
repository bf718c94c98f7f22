from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from django.core.cache import caches
from django.test import RequestFactory
from django_ratelimit.core import is_ratelimited

from clientpix.counters import tasks
from clientpix.counters.models import Counter

pytestmark = [pytest.mark.django_db, pytest.mark.db]

COUNT_HITS = """
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
    """Return a function that moves the clock forward."""
    now = [1_000_000.0]
    monkeypatch.setattr("clientpix.counters.cache.time.time", lambda: now[0])

    def advance(seconds):
        now[0] += seconds

    return advance


def test_add_starts_a_counter_only_once(counters):
    assert counters.add("tries", 1, 60)
    assert not counters.add("tries", 7, 60)
    assert counters.incr("tries") == 2
    assert counters.incr("tries", 5) == 7
    assert counters.decr("tries", 3) == 4
    assert counters.get("tries") == 4


def test_incr_does_not_extend_the_lifetime_of_a_counter(counters, clock):
    counters.add("tries", 1, 60)
    clock(59)
    counters.incr("tries")
    clock(1)
    assert counters.get("tries") is None
    with pytest.raises(ValueError, match="tries"):
        counters.incr("tries")
    assert counters.add("tries", 1, 60), "an expired counter starts again"
    assert counters.get("tries") == 1


def test_counter_can_be_set_touched_and_deleted(counters, clock):
    counters.set("tries", 3, 60)
    assert counters.touch("tries", 600)
    clock(100)
    assert counters.get("tries") == 3
    assert counters.has_key("tries")
    assert counters.delete("tries")
    assert not counters.delete("tries")
    assert not counters.touch("tries")


def test_counters_are_independent(counters):
    counters.set_many({"a": 1, "b": 2})
    assert counters.get_many(["a", "b", "c"]) == {"a": 1, "b": 2}
    assert counters.incr("a", version=1) == 2
    with pytest.raises(ValueError, match="a"):
        counters.incr("a", version=2)
    counters.clear()
    assert counters.get("b") is None


def test_expired_counters_are_deleted(counters, clock):
    counters.set("old", 1, 10)
    counters.set("young", 1, 1000)
    clock(11)
    assert tasks.delete_expired_counters.func() == 1
    assert Counter.objects.count() == 1


def test_django_ratelimit_counts_with_this_cache():
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1")
    other = RequestFactory().get("/", REMOTE_ADDR="192.0.2.2")

    def is_limited(who):
        return is_ratelimited(who, group="door", key="ip", rate="5/h", increment=True)

    assert [is_limited(request) for _ in range(7)] == [False] * 5 + [True] * 2
    assert not is_limited(other)


def test_no_hit_is_lost_when_four_processes_count(installation):
    with ThreadPoolExecutor(4) as pool:
        outputs = list(pool.map(installation.python, [COUNT_HITS] * 4))
    seen = [int(number) for output in outputs for number in output.split()]
    assert sorted(seen) == list(range(1, 201)), "each hit got a different number"


def test_counting_does_not_wait_when_another_transaction_writes(installation):
    with closing(installation.connect()) as writer:
        writer.execute("BEGIN" if installation.database_url else "BEGIN IMMEDIATE")
        writer.execute("UPDATE jobs_job SET priority = 0")
        assert installation.python(COUNT_HITS).split()[-1] == "50"
