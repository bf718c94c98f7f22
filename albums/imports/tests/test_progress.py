import pytest
from hypothesis import given, strategies

from albums.imports.progress import WINDOW_SECONDS, SpeedMeter, render_bar

WORDS = ["12 of 99 files", "1.2 MB of 9.9 MB", "700 KB/s", "12 s left"]


def test_the_bar_is_filled_in_proportion():
    assert render_bar(0.5, ["half"], 27) == "[##########----------] half"
    assert render_bar(0, ["none"], 17) == "[----------] none"
    assert render_bar(1, ["all"], 16) == "[##########] all"


def test_the_last_words_are_dropped_when_there_is_no_room():
    assert render_bar(0, WORDS, 200).endswith(
        "12 of 99 files  1.2 MB of 9.9 MB  700 KB/s  12 s left"
    )
    assert render_bar(0, WORDS, 60).endswith("] 12 of 99 files  1.2 MB of 9.9 MB  700 KB/s")
    assert render_bar(0, WORDS, 28) == "[-----------] 12 of 99 files"
    assert render_bar(0, WORDS, 20) == "12 of 99 files"
    assert render_bar(0, WORDS, 5) == "12 of"
    assert render_bar(0, WORDS, -1) == ""


@given(
    strategies.floats(-1, 3),
    strategies.lists(strategies.text(), min_size=1),
    strategies.integers(-5, 300),
)
def test_the_bar_is_never_wider_than_its_line(fraction, words, width):
    assert len(render_bar(fraction, words, width)) <= max(0, width)


@given(strategies.floats(0, 1), strategies.floats(0, 1))
def test_more_progress_never_looks_like_less(first, second):
    less, more = sorted([first, second])
    assert render_bar(less, ["x"], 80).count("#") <= render_bar(more, ["x"], 80).count("#")


def test_there_is_no_estimate_before_anything_moved():
    speed = SpeedMeter()
    assert (speed.compute_per_second(), speed.estimate_seconds(10)) == (0, None)
    speed.mark(1, 0)
    assert (speed.compute_per_second(), speed.estimate_seconds(10)) == (0, None)
    speed.mark(1, 5)
    assert speed.estimate_seconds(10) is None


def test_only_the_last_seconds_count():
    speed = SpeedMeter()
    for second in range(100):
        speed.mark(second, 1000 * second)
    assert speed.compute_per_second() == 1000
    for second in range(100, 120):
        speed.mark(second, 99_000 + 10 * (second - 99))
    assert speed.compute_per_second() == pytest.approx(10)
    assert speed.estimate_seconds(100) == pytest.approx(10)
    assert len(speed.marks) <= WINDOW_SECONDS + 2


@given(
    strategies.lists(
        strategies.tuples(strategies.floats(0, 100), strategies.integers(-1000, 10**12))
    )
)
def test_the_speed_is_never_negative(steps):
    speed, now = SpeedMeter(), 0.0
    for later, done in steps:
        now += later
        speed.mark(now, done)
        assert speed.compute_per_second() >= 0
        left = speed.estimate_seconds(1000)
        assert left is None or left >= 0
