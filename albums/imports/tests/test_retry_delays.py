import math

from hypothesis import given
from hypothesis import strategies as some

from albums.imports.file_walk import SourceFile
from albums.imports.watch.retry_delays import MAX_PAUSE, MIN_PAUSE, RetryDelays

FILE = SourceFile("/a.pdf", "", "", 10, 0)
CHANGED = FILE._replace(size=11)


def test_a_setback_is_news_once_and_again_when_it_is_another_one():
    setbacks = RetryDelays()
    assert setbacks.is_news(FILE, "It fell.", 0, is_final=False)
    assert not setbacks.is_news(FILE, "It fell.", 10, is_final=False)
    assert setbacks.is_news(FILE, "It broke.", 20, is_final=False)
    assert setbacks.is_news(CHANGED, "It broke.", 30, is_final=False)


def test_a_file_is_held_back_for_ever_longer_pauses():
    setbacks, moment, pauses = RetryDelays(), 0.0, []
    for _ in range(9):
        setbacks.is_news(FILE, "It fell.", moment, is_final=False)
        pauses.append(_until_free(setbacks, moment) - moment)
        moment += pauses[-1]
    assert pauses == [5, 10, 20, 40, 80, 160, 300, 300, 300]


def test_what_is_refused_for_good_is_held_back_until_it_changes():
    setbacks = RetryDelays()
    setbacks.is_news(FILE, "A PDF.", 0, is_final=True)
    assert setbacks.hold_back(FILE, math.nextafter(math.inf, 0))
    assert not setbacks.hold_back(CHANGED, 0)
    assert not setbacks.hold_back(FILE._replace(path="/b.pdf"), 0)


def test_a_file_that_changed_begins_with_the_shortest_pause():
    setbacks = RetryDelays()
    for _ in range(5):
        setbacks.is_news(FILE, "It fell.", 0, is_final=False)
    setbacks.is_news(CHANGED, "It fell.", 0, is_final=False)
    assert _until_free(setbacks, 0, CHANGED) == MIN_PAUSE


def test_what_is_no_file_is_said_once():
    setbacks = RetryDelays()
    assert setbacks.is_first_at("/pipe", "A pipe.")
    assert not setbacks.is_first_at("/pipe", "A pipe.")
    assert setbacks.is_first_at("/pipe", "A link.")
    assert not setbacks.hold_back(FILE._replace(path="/pipe"), 0)


def test_what_went_away_is_forgotten():
    setbacks = RetryDelays()
    setbacks.is_news(FILE, "It fell.", 0, is_final=True)
    setbacks.is_first_at("/pipe", "A pipe.")
    setbacks.keep_only(["/pipe"])
    assert not setbacks.hold_back(FILE, 1)
    assert not setbacks.is_first_at("/pipe", "A pipe.")
    assert setbacks.is_news(FILE, "It fell.", 2, is_final=True)


@given(some.lists(some.tuples(some.floats(0, 1000), some.booleans(), some.sampled_from("ab"))))
def test_no_pause_is_longer_than_the_longest_and_no_sentence_comes_twice_in_a_row(story):
    setbacks, moment, said = RetryDelays(), 0.0, []
    for later, is_changed, sentence in story:
        moment += later
        found = CHANGED if is_changed else FILE
        if setbacks.is_news(found, sentence, moment, is_final=False):
            said.append((found, sentence))
        assert setbacks.hold_back(found, moment)
        assert not setbacks.hold_back(found, moment + MAX_PAUSE)
    assert all(one != other for one, other in zip(said, said[1:], strict=False))


def _until_free(setbacks, moment, found=FILE):
    while setbacks.hold_back(found, moment):
        moment += 1
    return moment
