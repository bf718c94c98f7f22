import json
import os

import pytest

from albums.imports.file_walk import SourceFile
from albums.imports.watch.imported_files import ImportedFiles

ONE = SourceFile("/card/1.jpg", "", "", 10, 1_700_000_000_123_456_789)
LATIN1 = SourceFile(os.fsdecode(b"/card/caf\xe9 \xf0.jpg"), "", "", 20, 5)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "watching" / "cache.json"


@pytest.fixture
def cache(path):
    return ImportedFiles(path)


def test_a_recorded_file_is_known_until_it_changes(cache):
    assert not cache.contains(ONE)
    cache.add(ONE, 1000.5)
    assert cache.contains(ONE)
    assert not cache.contains(ONE._replace(size=11))
    assert not cache.contains(ONE._replace(mtime_ns=ONE.mtime_ns + 1))
    assert not cache.contains(LATIN1)


def test_records_survive_a_restart_whatever_the_names(cache, path):
    cache.add(ONE, 1000)
    cache.add(LATIN1, 1000)
    cache.save()
    again = ImportedFiles(path)
    assert again.contains(ONE)
    assert again.contains(LATIN1)
    assert [file.name for file in path.parent.iterdir()] == ["cache.json"]


def test_a_missing_file_is_forgotten(cache, path):
    cache.add(ONE, 1000)
    cache.add(LATIN1, 1000)
    cache.keep_only([LATIN1])
    cache.save()
    assert [cache.contains(ONE), cache.contains(LATIN1)] == [False, True]
    assert len(json.loads(path.read_text())) == 1


def test_a_recent_record_is_forgotten_when_the_album_lacks_its_file(cache):
    old, late, there = (ONE._replace(path=f"/{name}.jpg") for name in ("old", "late", "there"))
    for source, now in [(old, 999), (late, 1000), (there, 1000)]:
        cache.add(source, now)
    checked = []
    cache.forget_missing(
        lambda path, size: checked.append((path, size)) or path == "/there.jpg", 1000
    )
    assert [cache.contains(source) for source in (old, late, there)] == [True, False, True]
    assert checked == [("/late.jpg", 10), ("/there.jpg", 10)]


@pytest.mark.parametrize(
    "written", ["", "{", "[]", "null", '{"/a": 5}', '{"/a": ["x"]}', '{"/a": null}', "\xff"]
)
def test_a_damaged_cache_file_counts_as_empty(path, written):
    path.parent.mkdir()
    path.write_bytes(written.encode("latin-1"))
    cache = ImportedFiles(path)
    assert not cache.contains(ONE)
    cache.forget_missing(lambda path, size: False, 0)
    cache.add(ONE, 1000)
    cache.save()
    assert ImportedFiles(path).contains(ONE)


def test_an_incomplete_record_is_ignored(path):
    path.parent.mkdir()
    path.write_text(json.dumps({ONE.path: [10, ONE.mtime_ns]}))
    cache = ImportedFiles(path)
    cache.forget_missing(lambda path, size: True, 0)


def test_saving_does_not_fail_when_the_file_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("in the way")
    cache = ImportedFiles(tmp_path / "file" / "cache.json")
    cache.add(ONE, 1000)
    cache.save()
    assert cache.contains(ONE)


def test_nothing_is_written_when_nothing_changed(cache, path):
    cache.add(ONE, 1000)
    cache.save()
    path.unlink()
    cache.keep_only([ONE])
    cache.save()
    assert not path.exists()
