import os
import random
from pathlib import Path

import pytest
from hypothesis import given, strategies

from albums.imports.file_walk import (
    FileWalk,
    Obstacle,
    ObstacleReason,
    SourceFile,
    build_natural_key,
    escape_for_terminal,
    is_sidecar,
    is_system_file,
)
from albums.tests.factories.folders import write_files

NAMES = strategies.text(strategies.sampled_from("aB_-.09۱²12"), max_size=12)


def names(walk):
    return [Path(item.path).name for item in walk if isinstance(item, SourceFile)]


def reasons_by_name(walk):
    return {Path(item.path).name: item.reason for item in walk if isinstance(item, Obstacle)}


def files(*names):
    return dict.fromkeys(names, b"x")


def test_natural_order_compares_numbers_and_ignores_case():
    wanted = ["img_1.jpg", "IMG_2.jpg", "img_02b.jpg", "IMG_10.jpg", "img_100.jpg", "Ümit.jpg"]
    shuffled = random.Random(1).sample(wanted, len(wanted))
    assert sorted(shuffled, key=build_natural_key) == wanted


@given(strategies.lists(NAMES))
def test_natural_order_does_not_depend_on_the_order_of_input(names):
    once = sorted(names, key=build_natural_key)
    names.reverse()
    assert sorted(names, key=build_natural_key) == once


@given(NAMES, strategies.integers(0, 10**9), strategies.integers(0, 10**9), NAMES)
def test_the_smaller_number_sorts_first(start, number, other, end):
    low, high = sorted([number, other])
    start, end = start.rstrip("0123456789"), end.lstrip("0123456789")
    if low != high:
        assert build_natural_key(f"{start}{low}{end}") < build_natural_key(f"{start}{high}{end}")


@given(
    strategies.binary().map(os.fsdecode) | strategies.text(strategies.characters(codec="utf-8"))
)
def test_an_escaped_path_is_always_one_printable_line(path):
    text = escape_for_terminal(path)
    assert text.isprintable()
    assert bool(text.encode()) == bool(path)


def test_an_ordinary_name_is_not_escaped():
    assert escape_for_terminal("/card 1/Zoë & Ümit – 写真.jpg") == "/card 1/Zoë & Ümit – 写真.jpg"
    assert escape_for_terminal(os.fsdecode(b"caf\xe9\n\x1b[2J.jpg")) == "caf\\xe9\\n\\x1b[2J.jpg"


@pytest.mark.parametrize(
    "name", [".DS_Store", "._IMG_1.jpg", "Thumbs.db", "DESKTOP.INI", "@eaDir", "$RECYCLE.BIN"]
)
def test_system_files_are_recognized_by_name(name):
    assert is_system_file(name)
    assert not is_system_file(f"x{name}")


def test_sidecars_are_recognized_by_extension():
    assert all(map(is_sidecar, ("a.xmp", "A.XMP", "a.jpg.xmp", "a.AAE")))
    assert not any(map(is_sidecar, ("a.jpg", "xmp.jpg", "a.xmp.jpg")))


def test_files_of_a_folder_come_in_natural_order_before_its_subfolders(tmp_path):
    write_files(
        tmp_path, files("b.jpg", "a10.jpg", "a2.jpg", "2/z.jpg", "10/1.jpg", "10/deep/x.jpg")
    )
    items = list(FileWalk([tmp_path]))
    assert [Path(item.path).relative_to(tmp_path).as_posix() for item in items] == [
        *("a2.jpg", "a10.jpg", "b.jpg", "2/z.jpg", "10/1.jpg", "10/deep/x.jpg")
    ]
    assert [item.folder for item in items] == ["", "", "", "2", "10", "10/deep"]
    assert [item.section for item in items] == ["", "", "", "2", "10", "10"]
    assert {item.size for item in items} == {1}
    assert items[0].state == (1, (tmp_path / "a2.jpg").stat().st_mtime_ns)


def test_sidecars_come_last_in_their_folder(tmp_path):
    write_files(tmp_path, files("a.xmp", "b.jpg", "a.jpg", "c/d.xmp", "c/e.jpg"))
    assert names(FileWalk([tmp_path])) == ["a.jpg", "b.jpg", "a.xmp", "e.jpg", "d.xmp"]


def test_system_files_are_skipped_and_a_system_folder_counts_once(tmp_path):
    write_files(
        tmp_path, files("a.jpg", ".DS_Store", "sub/Thumbs.db", "@eaDir/a.jpg", "@eaDir/b.jpg")
    )
    walk = FileWalk([tmp_path])
    assert names(walk) == ["a.jpg"]
    assert walk.skipped == 3


def test_a_hidden_file_is_imported_when_it_is_named_itself(tmp_path):
    write_files(tmp_path, files(".a.jpg"))
    assert names(FileWalk([tmp_path / ".a.jpg"])) == [".a.jpg"]


def test_two_cards_with_the_same_names_have_different_folders(tmp_path):
    write_files(tmp_path, files("one/DCIM/1.jpg", "two/DCIM/1.jpg", "3.jpg"))
    walk = FileWalk([tmp_path / "one", tmp_path / "two", tmp_path / "3.jpg"])
    assert [item.folder for item in walk] == ["one/DCIM", "two/DCIM", ""]


def test_a_folder_is_walked_once_when_it_is_named_twice(tmp_path):
    write_files(tmp_path, files("in/1.jpg", "2.jpg"))
    assert names(FileWalk([tmp_path, tmp_path / "in", tmp_path])) == ["2.jpg", "1.jpg"]


def test_an_excluded_folder_is_not_entered(tmp_path):
    write_files(tmp_path, files("1.jpg", "data/photos/2.jpg"))
    assert names(FileWalk([tmp_path], [tmp_path / "data", tmp_path / "missing"])) == ["1.jpg"]


def test_links_to_files_are_followed_and_links_to_folders_elsewhere_are_obstacles(tmp_path):
    inside = write_files(tmp_path / "in", files("a.jpg", "sub/b.jpg"))
    write_files(tmp_path / "elsewhere", files("c.jpg"))
    (inside / "link.jpg").symlink_to(tmp_path / "elsewhere" / "c.jpg")
    (inside / "out").symlink_to(tmp_path / "elsewhere")
    (inside / "again").symlink_to(inside / "sub")
    (inside / "round").symlink_to(inside)
    (inside / "dead.jpg").symlink_to("nothing")
    (inside / "self.jpg").symlink_to("self.jpg")
    os.mkfifo(inside / "pipe.jpg")
    items = list(FileWalk([inside]))
    assert names(items) == ["a.jpg", "link.jpg", "b.jpg"]
    assert reasons_by_name(items) == {
        "out": ObstacleReason.LINKED_FOLDER,
        "dead.jpg": ObstacleReason.DEAD_LINK,
        "self.jpg": ObstacleReason.DEAD_LINK,
        "pipe.jpg": ObstacleReason.SPECIAL,
    }


def test_a_folder_that_vanishes_during_the_walk_is_an_obstacle(tmp_path):
    write_files(tmp_path, files("1.jpg", "gone/2.jpg", "there/3.jpg"))
    items = []
    for item in FileWalk([tmp_path]):
        items.append(item)
        if item.path.endswith("1.jpg"):
            (tmp_path / "gone" / "2.jpg").unlink()
            (tmp_path / "gone").rmdir()
    assert names(items) == ["1.jpg", "3.jpg"]
    assert reasons_by_name(items) == {"gone": ObstacleReason.UNREADABLE}
    (obstacle,) = [item for item in items if isinstance(item, Obstacle)]
    assert obstacle.detail == "No such file or directory"


def test_a_very_deep_tree_is_walked(tmp_path):
    here = tmp_path
    for _ in range(300):
        here = here / "d"
        here.mkdir()
    (here / "a.jpg").write_bytes(b"x")
    assert names(FileWalk([tmp_path])) == ["a.jpg"]
