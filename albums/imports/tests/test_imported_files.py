import json
import os

import pytest

from albums.imports.file_walk import SourceFile
from albums.imports.watch.imported_files import ImportedFiles

ONE = SourceFile("/card/1.jpg", "", "", 10, 1_700_000_000_123_456_789)
OTHER = SourceFile(os.fsdecode(b"/card/caf\xe9 \xf0.jpg"), "", "", 20, 5)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "watching" / "memory.json"


@pytest.fixture
def memory(path):
    return ImportedFiles(path)


def test_what_was_noted_is_known_and_what_changed_is_not(memory):
    assert not memory.knows(ONE)
    memory.note(ONE, 1000.5)
    assert memory.knows(ONE)
    assert not memory.knows(ONE._replace(size=11))
    assert not memory.knows(ONE._replace(mtime_ns=ONE.mtime_ns + 1))
    assert not memory.knows(OTHER)


def test_it_is_there_again_after_a_restart_whatever_the_names(memory, path):
    memory.note(ONE, 1000)
    memory.note(OTHER, 1000)
    memory.save()
    again = ImportedFiles(path)
    assert again.knows(ONE)
    assert again.knows(OTHER)
    assert [one.name for one in path.parent.iterdir()] == ["memory.json"]


def test_what_has_gone_is_forgotten(memory, path):
    memory.note(ONE, 1000)
    memory.note(OTHER, 1000)
    memory.keep_only([OTHER])
    memory.save()
    assert [memory.knows(ONE), memory.knows(OTHER)] == [False, True]
    assert len(json.loads(path.read_text())) == 1


def test_what_was_noted_lately_and_is_not_there_is_doubted(memory):
    old, late, there = (ONE._replace(path=f"/{name}.jpg") for name in ("old", "late", "there"))
    for found, moment in [(old, 999), (late, 1000), (there, 1000)]:
        memory.note(found, moment)
    asked = []
    memory.doubt(lambda path, size: asked.append((path, size)) or path == "/there.jpg", 1000)
    assert [memory.knows(one) for one in (old, late, there)] == [True, False, True]
    assert asked == [("/late.jpg", 10), ("/there.jpg", 10)]


@pytest.mark.parametrize(
    "written", ["", "{", "[]", "null", '{"/a": 5}', '{"/a": ["x"]}', '{"/a": null}', "\xff"]
)
def test_a_damaged_memory_is_an_empty_one(path, written):
    path.parent.mkdir()
    path.write_bytes(written.encode("latin-1"))
    memory = ImportedFiles(path)
    assert not memory.knows(ONE)
    memory.doubt(lambda path, size: False, 0)
    memory.note(ONE, 1000)
    memory.save()
    assert ImportedFiles(path).knows(ONE)


def test_an_entry_that_is_too_short_is_not_relied_on(path):
    path.parent.mkdir()
    path.write_text(json.dumps({ONE.path: [10, ONE.mtime_ns]}))
    memory = ImportedFiles(path)
    memory.doubt(lambda path, size: True, 0)


def test_where_it_cannot_be_written_the_work_goes_on(tmp_path):
    (tmp_path / "file").write_text("in the way")
    memory = ImportedFiles(tmp_path / "file" / "memory.json")
    memory.note(ONE, 1000)
    memory.save()
    assert memory.knows(ONE)


def test_what_did_not_change_is_not_written_again(memory, path):
    memory.note(ONE, 1000)
    memory.save()
    path.unlink()
    memory.keep_only([ONE])
    memory.save()
    assert not path.exists()
