import math

from hypothesis import given, strategies

from albums.imports.file_walk import SourceFile
from albums.imports.watch.retry_delays import MAX_PAUSE, MIN_PAUSE, RetryDelays

FILE = SourceFile("/a.pdf", "", "", 10, 0)
CHANGED = FILE._replace(size=11)


def test_a_failure_is_reported_once_until_it_changes():
    delays = RetryDelays()
    assert delays.add(FILE, "It failed.", 0, is_final=False)
    assert not delays.add(FILE, "It failed.", 10, is_final=False)
    assert delays.add(FILE, "It broke.", 20, is_final=False)
    assert delays.add(CHANGED, "It broke.", 30, is_final=False)


def test_the_pauses_double_up_to_a_limit():
    delays, now, pauses = RetryDelays(), 0.0, []
    for _ in range(9):
        delays.add(FILE, "It failed.", now, is_final=False)
        pauses.append(_find_end_of_pause(delays, now) - now)
        now += pauses[-1]
    assert pauses == [5, 10, 20, 40, 80, 160, 300, 300, 300]


def test_a_final_failure_is_not_retried_until_the_file_changes():
    delays = RetryDelays()
    delays.add(FILE, "A PDF.", 0, is_final=True)
    assert delays.is_delayed(FILE, math.nextafter(math.inf, 0))
    assert not delays.is_delayed(CHANGED, 0)
    assert not delays.is_delayed(FILE._replace(path="/b.pdf"), 0)


def test_a_changed_file_starts_with_the_shortest_pause():
    delays = RetryDelays()
    for _ in range(5):
        delays.add(FILE, "It failed.", 0, is_final=False)
    delays.add(CHANGED, "It failed.", 0, is_final=False)
    assert _find_end_of_pause(delays, 0, CHANGED) == MIN_PAUSE


def test_an_obstacle_is_reported_once():
    delays = RetryDelays()
    assert delays.add_obstacle("/pipe", "A pipe.")
    assert not delays.add_obstacle("/pipe", "A pipe.")
    assert delays.add_obstacle("/pipe", "A link.")
    assert not delays.is_delayed(FILE._replace(path="/pipe"), 0)


def test_a_removed_path_is_forgotten():
    delays = RetryDelays()
    delays.add(FILE, "It failed.", 0, is_final=True)
    delays.add_obstacle("/pipe", "A pipe.")
    delays.keep_only(["/pipe"])
    assert not delays.is_delayed(FILE, 1)
    assert not delays.add_obstacle("/pipe", "A pipe.")
    assert delays.add(FILE, "It failed.", 2, is_final=True)


@given(
    strategies.lists(
        strategies.tuples(
            strategies.floats(0, 1000), strategies.booleans(), strategies.sampled_from("ab")
        )
    )
)
def test_pauses_are_limited_and_no_report_is_repeated(events):
    delays, now, reported = RetryDelays(), 0.0, []
    for later, is_changed, sentence in events:
        now += later
        source = CHANGED if is_changed else FILE
        if delays.add(source, sentence, now, is_final=False):
            reported.append((source, sentence))
        assert delays.is_delayed(source, now)
        assert not delays.is_delayed(source, now + MAX_PAUSE)
    assert all(last != following for last, following in zip(reported, reported[1:], strict=False))


def _find_end_of_pause(delays, now, source=FILE):
    while delays.is_delayed(source, now):
        now += 1
    return now
