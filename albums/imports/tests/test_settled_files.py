import pytest
from hypothesis import given, strategies

from albums.imports.file_walk import SourceFile
from albums.imports.watch.settled_files import SettledFiles

LONG_AGO = 0


def file(size=1, mtime=LONG_AGO, path="/a.jpg"):
    return SourceFile(path, "", "", size, int(mtime * 1e9))


def test_a_file_is_picked_when_it_has_not_changed_for_long_enough():
    settled_files = SettledFiles(5)
    assert settled_files.pick([file()], 100, 1000) == []
    assert settled_files.pick([file()], 104.9, 1004.9) == []
    assert settled_files.pick([file()], 105, 1005) == [file()]


def test_the_wait_starts_again_when_a_file_changes():
    settled_files = SettledFiles(5)
    settled_files.pick([file(1)], 100, 1000)
    assert settled_files.pick([file(2)], 105, 1005) == []
    assert settled_files.pick([file(2, mtime=1)], 109, 1009) == []
    assert settled_files.pick([file(2, mtime=1)], 113.9, 1013) == []
    assert settled_files.pick([file(2, mtime=1)], 114, 1014) == [file(2, mtime=1)]


def test_the_wait_starts_again_when_a_file_was_gone():
    settled_files = SettledFiles(5)
    settled_files.pick([file()], 100, 1000)
    settled_files.pick([], 103, 1003)
    assert settled_files.pick([file()], 106, 1006) == []


def test_a_young_file_waits_and_one_from_the_future_does_not():
    settled_files = SettledFiles(5)
    young, future = file(mtime=1003), file(mtime=5000, path="/b.jpg")
    settled_files.pick([young, future], 100, 1000)
    assert settled_files.pick([young, future], 105, 1005) == [future]
    assert settled_files.pick([young, future], 108, 1008) == [young, future]


def test_every_file_is_picked_at_once_without_a_wait():
    assert SettledFiles(0).pick([file(mtime=1000)], 100, 1000) == [file(mtime=1000)]


@given(
    strategies.floats(0.1, 60),
    strategies.lists(
        strategies.tuples(strategies.floats(0.01, 10), strategies.integers(1, 3)), min_size=1
    ),
)
def test_a_picked_file_was_the_same_for_the_whole_wait(seconds, looks):
    settled_files, now, seen = SettledFiles(seconds), 1000.0, []
    for pause, size in looks:
        now += pause
        seen.append((now, size))
        pick = settled_files.pick([file(size)], now, 1e9)
        same = _same_until_now(seen)
        assert bool(pick) == (now - same[0][0] >= seconds)


def _same_until_now(seen):
    """Return the last looks, as far back as the file had the size of the very last one."""
    same = []
    for moment, size in reversed(seen):
        if size != seen[-1][1]:
            break
        same.insert(0, (moment, size))
    return same


@pytest.mark.parametrize("number", [1, 3])
def test_each_file_settles_by_itself(number):
    settled_files = SettledFiles(5)
    files = [file(path=f"/{index}.jpg") for index in range(number)]
    settled_files.pick(files, 100, 1000)
    late = file(path="/late.jpg")
    assert settled_files.pick([*files, late], 105, 1005) == files
    assert settled_files.pick([*files, late], 110, 1010) == [*files, late]
