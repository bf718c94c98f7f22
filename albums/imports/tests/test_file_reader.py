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
from albums.tests.factories.stored_files import fake_jpeg
from assets.storage import vault

SIZE = 3 * READ_SIZE


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(fake_jpeg("a", SIZE))
    return path


def build_reader(path, is_over=lambda: False):
    return FileReader(SourceFile(str(path), "", "", SIZE, 0), is_over)


def changing_while_read(change_file, times):
    """Return an is_over() that changes the file while it is read, at most TIMES times."""
    left = [times]

    def is_over():
        if left[0]:
            left[0] -= 1
            change_file()

    return is_over


def list_incoming():
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


def test_the_copy_is_unchanged(path):
    reader = build_reader(path)
    received = reader.copy()
    assert received.fingerprint.sha256 == stored_files.sha256_of(path.read_bytes())
    assert received.incoming.path.read_bytes() == path.read_bytes()
    assert (reader.bytes, reader.name) == (SIZE, "a.jpg")
    received.incoming.discard()


def test_hash_makes_no_copy(path):
    assert build_reader(path).hash().fingerprint.sha256 == stored_files.sha256_of(
        path.read_bytes()
    )
    assert list_incoming() == []


@CHANGES
@pytest.mark.parametrize("method", ["copy", "hash"])
def test_a_file_is_read_again_when_it_changes_once(path, change, method):
    result = getattr(build_reader(path, changing_while_read(lambda: change(path), 1)), method)()
    assert result.fingerprint.sha256 == stored_files.sha256_of(path.read_bytes())
    assert len(list_incoming()) == (method == "copy")
    if method == "copy":
        assert result.incoming.path.read_bytes() == path.read_bytes()
        result.incoming.discard()


@pytest.mark.parametrize("change", [append, touch])
@pytest.mark.parametrize("method", ["copy", "hash"])
def test_reading_fails_when_the_file_keeps_changing(path, change, method):
    reader = build_reader(path, changing_while_read(lambda: change(path), 10**9))
    with pytest.raises(FileStillChanging):
        getattr(reader, method)()
    assert list_incoming() == []


def test_the_opened_file_is_received_whole_when_another_replaces_it(path):
    before = path.read_bytes()

    def replace_file():
        other = path.with_name("other")
        other.write_bytes(fake_jpeg("other", SIZE))
        other.replace(path)

    received = build_reader(path, changing_while_read(replace_file, 1)).copy()
    assert received.incoming.path.read_bytes() == before
    received.incoming.discard()


def test_reading_stops_when_the_import_is_over(path):
    reader = build_reader(path, lambda: True)
    with pytest.raises(ReadingAbandoned):
        reader.copy()
    assert reader.bytes <= READ_SIZE
    assert list_incoming() == []


def test_reading_does_not_block_when_a_pipe_replaced_the_file(path):
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(FileUnreadable, match="not a file any more"):
        build_reader(path).copy()


@pytest.mark.parametrize(
    ("file_path", "message"),
    [
        ("/proc/self/mem", "Input/output error"),
        ("gone.jpg", "No such file"),
        ("/", "Is a directory"),
    ],
)
def test_a_read_error_is_reported_as_unreadable_file(path, file_path, message):
    for method in ("copy", "hash"):
        with pytest.raises(FileUnreadable, match=message):
            getattr(build_reader(Path(file_path)), method)()
    assert list_incoming() == []


def test_reading_ends_when_the_file_grows_as_fast_as_it_is_read(path):
    reader = build_reader(path, changing_while_read(lambda: append(path), 10**9))
    with pytest.raises(FileStillChanging):
        reader.hash()
    assert path.stat().st_size < SIZE + 1000


def test_discard_removes_the_copy(path):
    reader = build_reader(path)
    with ThreadPoolExecutor(1) as pool:
        reader.begin(pool, reader.copy)
    assert len(list_incoming()) == 1
    reader.discard()
    assert list_incoming() == []
