import os
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

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
from albums.tests.factories.folders import fill

NAMES = some.text(some.sampled_from("aB_-.09۱²12"), max_size=12)


def names(walk):
    return [Path(met.path).name for met in walk if isinstance(met, SourceFile)]


def obstacles(walk):
    return {Path(met.path).name: met.why for met in walk if isinstance(met, Obstacle)}


def files(*names):
    return dict.fromkeys(names, b"x")


def test_people_count_in_numbers_and_do_not_look_at_capitals():
    wanted = ["img_1.jpg", "IMG_2.jpg", "img_02b.jpg", "IMG_10.jpg", "img_100.jpg", "Ümit.jpg"]
    shuffled = random.Random(1).sample(wanted, len(wanted))
    assert sorted(shuffled, key=build_natural_key) == wanted


@given(some.lists(NAMES))
def test_any_names_have_one_order_however_they_come(names):
    once = sorted(names, key=build_natural_key)
    names.reverse()
    assert sorted(names, key=build_natural_key) == once


@given(NAMES, some.integers(0, 10**9), some.integers(0, 10**9), NAMES)
def test_the_smaller_number_comes_first(start, one, other, end):
    low, high = sorted([one, other])
    start, end = start.rstrip("0123456789"), end.lstrip("0123456789")
    if low != high:
        assert build_natural_key(f"{start}{low}{end}") < build_natural_key(f"{start}{high}{end}")


@given(some.binary().map(os.fsdecode) | some.text(some.characters(codec="utf-8")))
def test_any_path_is_shown_on_one_line_that_every_terminal_can_print(path):
    text = escape_for_terminal(path)
    assert text.isprintable()
    assert bool(text.encode()) == bool(path)


def test_an_ordinary_name_is_shown_as_it_is():
    assert escape_for_terminal("/card 1/Zoë & Ümit – 写真.jpg") == "/card 1/Zoë & Ümit – 写真.jpg"
    assert escape_for_terminal(os.fsdecode(b"caf\xe9\n\x1b[2J.jpg")) == "caf\\xe9\\n\\x1b[2J.jpg"


@pytest.mark.parametrize(
    "name", [".DS_Store", "._IMG_1.jpg", "Thumbs.db", "DESKTOP.INI", "@eaDir", "$RECYCLE.BIN"]
)
def test_what_systems_leave_behind_is_litter(name):
    assert is_system_file(name)
    assert not is_system_file(f"x{name}")


def test_sidecars_are_known_by_their_names():
    assert all(map(is_sidecar, ("a.xmp", "A.XMP", "a.jpg.xmp", "a.AAE")))
    assert not any(map(is_sidecar, ("a.jpg", "xmp.jpg", "a.xmp.jpg")))


def test_all_that_lies_in_a_folder_comes_in_order_and_the_folders_in_it_after(tmp_path):
    fill(tmp_path, files("b.jpg", "a10.jpg", "a2.jpg", "2/z.jpg", "10/1.jpg", "10/deep/x.jpg"))
    found = list(FileWalk([tmp_path]))
    assert [Path(met.path).relative_to(tmp_path).as_posix() for met in found] == [
        *("a2.jpg", "a10.jpg", "b.jpg", "2/z.jpg", "10/1.jpg", "10/deep/x.jpg")
    ]
    assert [met.folder for met in found] == ["", "", "", "2", "10", "10/deep"]
    assert [met.section for met in found] == ["", "", "", "2", "10", "10"]
    assert {met.size for met in found} == {1}
    assert found[0].state == (1, (tmp_path / "a2.jpg").stat().st_mtime_ns)


def test_sidecars_come_last_in_their_folder(tmp_path):
    fill(tmp_path, files("a.xmp", "b.jpg", "a.jpg", "c/d.xmp", "c/e.jpg"))
    assert names(FileWalk([tmp_path])) == ["a.jpg", "b.jpg", "a.xmp", "e.jpg", "d.xmp"]


def test_litter_is_left_out_and_counted_with_all_that_is_in_it_as_one(tmp_path):
    fill(tmp_path, files("a.jpg", ".DS_Store", "sub/Thumbs.db", "@eaDir/a.jpg", "@eaDir/b.jpg"))
    walk = FileWalk([tmp_path])
    assert names(walk) == ["a.jpg"]
    assert walk.left_out == 3


def test_a_file_may_be_named_even_if_it_is_hidden(tmp_path):
    fill(tmp_path, files(".a.jpg"))
    assert names(FileWalk([tmp_path / ".a.jpg"])) == [".a.jpg"]


def test_two_cards_with_the_same_names_are_kept_apart(tmp_path):
    fill(tmp_path, files("one/DCIM/1.jpg", "two/DCIM/1.jpg", "3.jpg"))
    walk = FileWalk([tmp_path / "one", tmp_path / "two", tmp_path / "3.jpg"])
    assert [met.folder for met in walk] == ["one/DCIM", "two/DCIM", ""]


def test_a_folder_named_twice_is_walked_once(tmp_path):
    fill(tmp_path, files("in/1.jpg", "2.jpg"))
    assert names(FileWalk([tmp_path, tmp_path / "in", tmp_path])) == ["2.jpg", "1.jpg"]


def test_a_barred_folder_is_not_entered(tmp_path):
    fill(tmp_path, files("1.jpg", "data/photos/2.jpg"))
    assert names(FileWalk([tmp_path], [tmp_path / "data", tmp_path / "missing"])) == ["1.jpg"]


def test_a_link_to_a_file_is_followed_and_one_to_a_folder_elsewhere_is_said(tmp_path):
    inside = fill(tmp_path / "in", files("a.jpg", "sub/b.jpg"))
    fill(tmp_path / "elsewhere", files("c.jpg"))
    (inside / "link.jpg").symlink_to(tmp_path / "elsewhere" / "c.jpg")
    (inside / "out").symlink_to(tmp_path / "elsewhere")
    (inside / "again").symlink_to(inside / "sub")
    (inside / "round").symlink_to(inside)
    (inside / "dead.jpg").symlink_to("nothing")
    (inside / "self.jpg").symlink_to("self.jpg")
    os.mkfifo(inside / "pipe.jpg")
    met = list(FileWalk([inside]))
    assert names(met) == ["a.jpg", "link.jpg", "b.jpg"]
    assert obstacles(met) == {
        "out": ObstacleReason.LINKED_FOLDER,
        "dead.jpg": ObstacleReason.DEAD_LINK,
        "self.jpg": ObstacleReason.DEAD_LINK,
        "pipe.jpg": ObstacleReason.SPECIAL,
    }


def test_what_vanishes_while_it_is_walked_is_said_and_the_rest_comes(tmp_path):
    fill(tmp_path, files("1.jpg", "gone/2.jpg", "there/3.jpg"))
    met = []
    for one in FileWalk([tmp_path]):
        met.append(one)
        if one.path.endswith("1.jpg"):
            (tmp_path / "gone" / "2.jpg").unlink()
            (tmp_path / "gone").rmdir()
    assert names(met) == ["1.jpg", "3.jpg"]
    assert obstacles(met) == {"gone": ObstacleReason.UNREADABLE}
    (obstacle,) = [one for one in met if isinstance(one, Obstacle)]
    assert obstacle.detail == "No such file or directory"


def test_a_very_deep_tree_is_no_trouble(tmp_path):
    here = tmp_path
    for _ in range(300):
        here = here / "d"
        here.mkdir()
    (here / "a.jpg").write_bytes(b"x")
    assert names(FileWalk([tmp_path])) == ["a.jpg"]
