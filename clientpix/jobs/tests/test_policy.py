from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from clientpix.jobs.policy import MAX_DELAY, Policy

NOW = datetime(2026, 6, 30, tzinfo=UTC)


@given(some.integers(1, 60), some.floats(0, 1))
def test_pauses_grow_and_stay_under_an_hour(attempt, chance):
    policy = Policy(attempts=100)
    pause = policy.retry_at(attempt, NOW, chance) - NOW
    longer = policy.retry_at(attempt + 1, NOW, chance) - NOW
    assert timedelta() < pause <= longer <= MAX_DELAY


def test_after_the_last_attempt_there_is_no_other():
    assert Policy(attempts=2).retry_at(1, NOW)
    assert Policy(attempts=2).retry_at(2, NOW) is None


def test_options_are_taken_and_a_misspelt_one_refused():
    assert Policy.from_options({"lease": 5, "once": ["tidy"]}).once == {"tidy"}
    with pytest.raises(ValueError, match="leese"):
        Policy.from_options({"leese": 5})
