import pytest
from hypothesis import given
from hypothesis import strategies as some

from albums.imports.file_walk import SourceFile
from albums.imports.watch.settled_files import SettledFiles

LONG_AGO = 0


def file(size=1, mtime=LONG_AGO, path="/a.jpg"):
    return SourceFile(path, "", "", size, int(mtime * 1e9))


def test_a_file_is_ripe_when_it_was_left_alone_for_long_enough():
    settling = SettledFiles(5)
    assert settling.ripe([file()], 100, 1000) == []
    assert settling.ripe([file()], 104.9, 1004.9) == []
    assert settling.ripe([file()], 105, 1005) == [file()]


def test_a_file_that_changes_begins_anew():
    settling = SettledFiles(5)
    settling.ripe([file(1)], 100, 1000)
    assert settling.ripe([file(2)], 105, 1005) == []
    assert settling.ripe([file(2, mtime=1)], 109, 1009) == []
    assert settling.ripe([file(2, mtime=1)], 113.9, 1013) == []
    assert settling.ripe([file(2, mtime=1)], 114, 1014) == [file(2, mtime=1)]


def test_a_file_that_went_away_begins_anew():
    settling = SettledFiles(5)
    settling.ripe([file()], 100, 1000)
    settling.ripe([], 103, 1003)
    assert settling.ripe([file()], 106, 1006) == []


def test_a_file_that_looks_young_waits_and_one_from_the_future_does_not():
    settling = SettledFiles(5)
    young, future = file(mtime=1003), file(mtime=5000, path="/b.jpg")
    settling.ripe([young, future], 100, 1000)
    assert settling.ripe([young, future], 105, 1005) == [future]
    assert settling.ripe([young, future], 108, 1008) == [young, future]


def test_without_any_wait_all_is_ripe_at_once():
    assert SettledFiles(0).ripe([file(mtime=1000)], 100, 1000) == [file(mtime=1000)]


@given(
    some.floats(0.1, 60),
    some.lists(some.tuples(some.floats(0.01, 10), some.integers(1, 3)), min_size=1),
)
def test_what_is_ripe_was_the_same_for_so_long(seconds, looks):
    settling, now, seen = SettledFiles(seconds), 1000.0, []
    for pause, size in looks:
        now += pause
        seen.append((now, size))
        ripe = settling.ripe([file(size)], now, 1e9)
        same = _same_until_now(seen)
        assert bool(ripe) == (now - same[0][0] >= seconds)


def _same_until_now(seen):
    """The last looks, as far back as they saw what the very last one saw."""
    same = []
    for moment, size in reversed(seen):
        if size != seen[-1][1]:
            break
        same.insert(0, (moment, size))
    return same


@pytest.mark.parametrize("number", [1, 3])
def test_each_file_settles_by_itself(number):
    settling = SettledFiles(5)
    files = [file(path=f"/{one}.jpg") for one in range(number)]
    settling.ripe(files, 100, 1000)
    late = file(path="/late.jpg")
    assert settling.ripe([*files, late], 105, 1005) == files
    assert settling.ripe([*files, late], 110, 1010) == [*files, late]
