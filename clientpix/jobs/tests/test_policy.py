from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from clientpix.jobs.policy import MAX_DELAY, Policy

NOW = datetime(2026, 6, 30, tzinfo=UTC)


@given(some.integers(1, 60), some.floats(0, 1))
def test_pauses_grow_but_never_exceed_an_hour(attempt, chance):
    policy = Policy(attempts=100)
    pause = policy.retry_at(attempt, NOW, chance) - NOW
    longer = policy.retry_at(attempt + 1, NOW, chance) - NOW
    assert timedelta() < pause <= longer <= MAX_DELAY


def test_retry_at_is_none_after_the_last_attempt():
    assert Policy(attempts=2).retry_at(1, NOW)
    assert Policy(attempts=2).retry_at(2, NOW) is None


def test_from_options_raises_when_an_option_is_unknown():
    assert Policy.from_options({"lease": 5, "once": ["tidy"]}).once == {"tidy"}
    with pytest.raises(ValueError, match="leese"):
        Policy.from_options({"leese": 5})
