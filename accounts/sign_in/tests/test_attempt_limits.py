import time

import pytest
from django.core.cache import caches

from accounts.sign_in.attempt_limits import AttemptLimit, mask_ip_address

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.db]


@pytest.fixture
def limit():
    return AttemptLimit("test", "anna@example.org", 3, 600)


def test_an_attempt_is_over_the_limit_when_all_are_used(limit):
    attempts = [limit.count() for _ in range(5)]
    assert [attempt.is_over_limit for attempt in attempts] == [False] * 3 + [True] * 2
    assert [attempt.is_first_over_limit for attempt in attempts] == [False] * 3 + [True, False]
    assert all(0 < attempt.seconds_left <= 600 for attempt in attempts)


def test_an_attempt_can_be_used_again_when_it_is_given_back(limit):
    attempts = [limit.count() for _ in range(3)]
    attempts[0].give_back()
    assert not limit.count().is_over_limit
    assert limit.count().is_over_limit


def test_nothing_happens_when_an_attempt_is_given_back_after_its_window(limit):
    attempt = limit.count()
    caches["counters"].clear()
    attempt.give_back()
    assert limit.count().number == 1


def test_each_value_has_its_own_attempts(limit):
    for _ in range(4):
        limit.count()
    assert AttemptLimit("test", "ben@example.org", 3, 600).count().number == 1
    assert AttemptLimit("other", "anna@example.org", 3, 600).count().number == 1


def test_attempts_are_counted_anew_when_the_window_ends(limit, monkeypatch):
    attempt = limit.count()
    later = time.time() + attempt.seconds_left
    monkeypatch.setattr(time, "time", lambda: later)
    assert limit.count().number == 1


def test_windows_of_different_values_end_at_different_moments():
    ends = {
        AttemptLimit("test", f"{n}@example.org", 3, 600).count().seconds_left for n in range(9)
    }
    assert len(ends) > 4


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::9", "2001:db8:1:2::"),
    ],
)
def test_an_ipv6_address_is_masked_to_its_network(address, masked):
    assert mask_ip_address(address) == masked
