import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from albums.imports.file_reader import (
    READ_SIZE,
    FileReader,
    FileStillChanging,
    FileUnreadable,
    ReadingAbandoned,
)
from albums.imports.file_walk import SourceFile
from albums.tests.factories import stored_files
from albums.tests.factories.stored_files import made
from assets.storage import vault

SIZE = 3 * READ_SIZE


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(made("a", SIZE))
    return path


def reading(path, at_each_piece=lambda: False):
    return FileReader(SourceFile(str(path), "", "", SIZE, 0), at_each_piece)


def meddling(meddle, times):
    """Does something to the file while it is read, so many times at most."""
    left = [times]

    def at_each_piece():
        if left[0]:
            left[0] -= 1
            meddle()

    return at_each_piece


def incoming():
    return list(vault.incoming_folder().glob("*.part"))


def append(path):
    with path.open("ab") as file:
        file.write(b"more")


def touch(path):
    os.utime(path, ns=(1, path.stat().st_mtime_ns + 1))


def cut(path):
    os.truncate(path, READ_SIZE)


def overwrite(path):
    with path.open("r+b") as file:
        file.seek(2 * READ_SIZE)
        file.write(b"other")


CHANGES = pytest.mark.parametrize("change", [append, touch, cut, overwrite])


def test_a_file_is_received_as_it_is(path):
    one = reading(path)
    received = one.receive()
    assert received.fingerprint.sha256 == stored_files.sha256_of(path.read_bytes())
    assert received.incoming.path.read_bytes() == path.read_bytes()
    assert (one.bytes, one.name) == (SIZE, "a.jpg")
    received.incoming.discard()


def test_it_is_only_read_where_no_copy_is_wanted(path):
    assert reading(path).hash().fingerprint.sha256 == stored_files.sha256_of(path.read_bytes())
    assert incoming() == []


@CHANGES
@pytest.mark.parametrize("what", ["receive", "hash"])
def test_a_file_that_changes_once_is_read_once_more(path, change, what):
    taken = getattr(reading(path, meddling(lambda: change(path), 1)), what)()
    assert taken.fingerprint.sha256 == stored_files.sha256_of(path.read_bytes())
    assert len(incoming()) == (what == "receive")
    if what == "receive":
        assert taken.incoming.path.read_bytes() == path.read_bytes()
        taken.incoming.discard()


@pytest.mark.parametrize("change", [append, touch])
@pytest.mark.parametrize("what", ["receive", "hash"])
def test_a_file_that_goes_on_changing_is_not_taken(path, change, what):
    one = reading(path, meddling(lambda: change(path), 10**9))
    with pytest.raises(FileStillChanging):
        getattr(one, what)()
    assert incoming() == []


def test_a_file_that_another_takes_the_place_of_is_whole_all_the_same(path):
    before = path.read_bytes()

    def exchange():
        other = path.with_name("other")
        other.write_bytes(made("other", SIZE))
        other.replace(path)

    received = reading(path, meddling(exchange, 1)).receive()
    assert received.incoming.path.read_bytes() == before
    received.incoming.discard()


def test_nobody_reads_to_the_end_what_nobody_waits_for(path):
    one = reading(path, lambda: True)
    with pytest.raises(ReadingAbandoned):
        one.receive()
    assert one.bytes <= READ_SIZE
    assert incoming() == []


def test_a_pipe_that_took_the_place_of_a_file_does_not_hold_us(path):
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(FileUnreadable, match="not a file any more"):
        reading(path).receive()


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("/proc/self/mem", "Input/output error"),
        ("gone.jpg", "No such file"),
        ("/", "Is a directory"),
    ],
)
def test_what_cannot_be_read_is_not_taken_for_a_trouble_of_ours(path, place, words):
    for what in ("receive", "hash"):
        with pytest.raises(FileUnreadable, match=words):
            getattr(reading(Path(place)), what)()
    assert incoming() == []


def test_a_file_that_grows_as_fast_as_it_is_read_is_not_read_for_ever(path):
    one = reading(path, meddling(lambda: append(path), 10**9))
    with pytest.raises(FileStillChanging):
        one.hash()
    assert path.stat().st_size < SIZE + 1000


def test_what_is_let_go_leaves_nothing(path):
    one = reading(path)
    with ThreadPoolExecutor(1) as pool:
        one.begin(pool, one.receive)
    assert len(incoming()) == 1
    one.let_go()
    assert incoming() == []
