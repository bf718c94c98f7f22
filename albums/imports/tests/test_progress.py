import pytest
from hypothesis import given
from hypothesis import strategies as some

from albums.imports.progress import WINDOW_SECONDS, SpeedMeter, render_bar

WORDS = ["12 of 99 files", "1.2 MB of 9.9 MB", "700 KB/s", "12 s left"]


def test_a_bar_is_full_as_far_as_it_has_come():
    assert render_bar(0.5, ["half"], 27) == "[##########----------] half"
    assert render_bar(0, ["none"], 17) == "[----------] none"
    assert render_bar(1, ["all"], 16) == "[##########] all"


def test_words_are_left_out_from_the_end_when_there_is_no_room():
    assert render_bar(0, WORDS, 200).endswith(
        "12 of 99 files  1.2 MB of 9.9 MB  700 KB/s  12 s left"
    )
    assert render_bar(0, WORDS, 60).endswith("] 12 of 99 files  1.2 MB of 9.9 MB  700 KB/s")
    assert render_bar(0, WORDS, 28) == "[-----------] 12 of 99 files"
    assert render_bar(0, WORDS, 20) == "12 of 99 files"
    assert render_bar(0, WORDS, 5) == "12 of"
    assert render_bar(0, WORDS, -1) == ""


@given(some.floats(-1, 3), some.lists(some.text(), min_size=1), some.integers(-5, 300))
def test_a_bar_is_never_wider_than_its_line(fraction, words, width):
    assert len(render_bar(fraction, words, width)) <= max(0, width)


@given(some.floats(0, 1), some.floats(0, 1))
def test_more_is_never_shown_as_less(one, other):
    less, more = sorted([one, other])
    assert render_bar(less, ["x"], 80).count("#") <= render_bar(more, ["x"], 80).count("#")


def test_before_anything_has_moved_nobody_knows_how_long_it_takes():
    pace = SpeedMeter()
    assert (pace.per_second(), pace.seconds_for(10)) == (0, None)
    pace.mark(1, 0)
    assert (pace.per_second(), pace.seconds_for(10)) == (0, None)
    pace.mark(1, 5)
    assert pace.seconds_for(10) is None


def test_only_the_last_seconds_count():
    pace = SpeedMeter()
    for second in range(100):
        pace.mark(second, 1000 * second)
    assert pace.per_second() == 1000
    for second in range(100, 120):
        pace.mark(second, 99_000 + 10 * (second - 99))
    assert pace.per_second() == pytest.approx(10)
    assert pace.seconds_for(100) == pytest.approx(10)
    assert len(pace.marks) <= WINDOW_SECONDS + 2


@given(some.lists(some.tuples(some.floats(0, 100), some.integers(-1000, 10**12))))
def test_the_speed_is_never_below_nothing(steps):
    pace, now = SpeedMeter(), 0.0
    for later, done in steps:
        now += later
        pace.mark(now, done)
        assert pace.per_second() >= 0
        left = pace.seconds_for(1000)
        assert left is None or left >= 0
