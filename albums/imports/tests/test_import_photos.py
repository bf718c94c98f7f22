import os

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from albums.models import Album, Placement, Section
from albums.tests.factories import stored_files
from albums.tests.factories.folders import card, fill, import_photos, lying, state_of
from albums.tests.factories.stored_files import made
from assets.models import Asset, Picture, Version
from assets.storage import vault
from assets.tests.factories.files import xmp

pytestmark = [pytest.mark.db, pytest.mark.django_db, pytest.mark.usefixtures("owner")]


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "card"


def test_a_folder_comes_in_whole_and_in_the_order_in_which_people_count(folder):
    names = ["IMG_10.jpg", "img_9.jpg", "2nd/b.jpg", "10th/a.jpg", "2nd/deep/er/c.jpg"]
    contents = {name: made(name) for name in names}
    said = import_photos(fill(folder, contents))
    assert said.code == 0
    assert said.err == ""
    assert said.out.startswith("Anna: 5 new (")
    assert said.out.count("\n") == 1
    assert lying("Anna") == ["img_9.jpg", "IMG_10.jpg", "b.jpg", "c.jpg", "a.jpg"]
    assert {stored_files.unsound(content) for content in contents.values()} == {""}
    assert set(Version.objects.values_list("name", "folder")) == {
        *[("IMG_10.jpg", ""), ("img_9.jpg", ""), ("b.jpg", "2nd")],
        *[("a.jpg", "10th"), ("c.jpg", "2nd/deep/er")],
    }


@pytest.mark.parametrize("jobs", [1, 2, 64])
def test_the_order_stays_however_many_threads_read(folder, jobs):
    said = import_photos(card(folder, 70), jobs=jobs)
    assert said.code == 0
    assert lying() == [f"IMG_{number}.jpg" for number in range(1, 71)]
    assert stored_files.strays() == []


def test_a_second_run_says_that_all_is_here_and_adds_nothing(folder):
    import_photos(card(folder, 12))
    before = [set(model.objects.values_list("pk")) for model in (Asset, Version, Placement)]
    said = import_photos(folder)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Anna: 12 already here, 0 new. It took ")
    assert before == [
        set(model.objects.values_list("pk")) for model in (Asset, Version, Placement)
    ]


@pytest.mark.usefixtures("whole_groups")
def test_a_second_run_writes_nothing_and_asks_no_more_for_more_files(folder, monkeypatch):
    few, many = card(folder / "few", 3), card(folder / "many", 63)
    import_photos(few, album="Few")
    import_photos(many, album="Many")
    monkeypatch.setattr(vault, "create_incoming", lambda size: pytest.fail("a copy was begun"))
    asked = []
    for source, album in [(few, "Few"), (many, "Many")]:
        with CaptureQueriesContext(connection) as queries:
            assert import_photos(source, album=album).code == 0
        asked.append([query["sql"].split()[0] for query in queries])
    assert asked[0] == asked[1]
    assert not {"INSERT", "UPDATE", "DELETE"} & set(asked[1])


def test_a_second_run_brings_only_what_is_new(folder):
    import_photos(card(folder, 3))
    fill(folder, {"IMG_2.jpg": made("another"), "sub/IMG_9.jpg": made("IMG_9")})
    said = import_photos(folder)
    assert said.out.startswith("Anna: 2 already here, 2 new (")
    assert lying() == [*(f"IMG_{number}.jpg" for number in (1, 2, 3)), "IMG_2.jpg", "IMG_9.jpg"]


def test_the_same_bytes_under_two_names_are_one_picture(folder):
    content = made("twin")
    said = import_photos(fill(folder, {"a.jpg": content, "b.jpg": content}))
    assert said.out.startswith("Anna: 1 already here, 1 new (")
    assert Picture.objects.count() == Placement.objects.count() == 1


def test_what_lies_in_the_trash_comes_back(folder):
    import_photos(card(folder, 3))
    first = Placement.objects.in_order().first()
    Placement.objects.filter(pk=first.pk).update(trashed_at=first.placed_at)
    said = import_photos(folder)
    assert said.out.startswith("Anna: 2 already here, 0 new, 1 back from the trash. It took ")
    assert lying() == ["IMG_1.jpg", "IMG_2.jpg", "IMG_3.jpg"]


def test_known_bytes_that_were_damaged_here_are_healed(folder):
    import_photos(card(folder, 2))
    content = (folder / "IMG_1.jpg").read_bytes()
    stored_files.plant(stored_files.key_of(content), b"damaged")
    assert import_photos(folder).code == 0
    assert stored_files.unsound(content) == ""
    assert stored_files.put_aside(content) == [b"damaged"]


@pytest.mark.parametrize("mark", ["doomed_at", "lost_at"])
def test_known_bytes_that_were_about_to_go_or_lost_are_brought_again(folder, mark):
    import_photos(card(folder, 2))
    Asset.objects.update(**{mark: timezone.now()})
    assert import_photos(folder).code == 0
    assert Asset.objects.filter(lost_at=None, doomed_at=None).count() == 2
    assert stored_files.rows_without_bytes() == []


def test_each_folder_is_a_section_if_that_is_wanted(folder):
    files = ["1.jpg", "Ceremony/2.jpg", "Ceremony/in/3.jpg", "Party/4.jpg"]
    import_photos(fill(folder, {name: made(name) for name in files}), sections=True)
    placed = Placement.objects.in_order().values_list("section__title", flat=True)
    assert list(placed) == [None, "Ceremony", "Ceremony", "Party"]
    assert [section.title for section in Section.objects.in_order()] == ["Ceremony", "Party"]


def test_without_it_no_section_is_made(folder):
    import_photos(fill(folder, {"Party/4.jpg": made("4")}))
    assert not Section.objects.exists()


def test_hidden_and_system_files_are_left_out_and_counted(folder):
    litter = [".DS_Store", "Thumbs.db", "._IMG_1.jpg", "@eaDir/IMG_1.jpg"]
    fill(card(folder, 1), dict.fromkeys(litter, b"x"))
    said = import_photos(folder)
    assert said.code == 0
    assert " 4 hidden or system files left out. It took " in said.out
    assert lying() == ["IMG_1.jpg"]


def test_files_and_several_folders_may_be_named_together(tmp_path):
    one, two = card(tmp_path / "one", 2), card(tmp_path / "two", 2)
    alone = fill(tmp_path / "three", {"x.jpg": made("x"), "y.jpg": made("y")}) / "x.jpg"
    assert import_photos(one, two, alone).code == 0
    assert list(Version.objects.in_arrival_order().values_list("folder", "name")) == [
        *[("one", "IMG_1.jpg"), ("one", "IMG_2.jpg"), ("two", "IMG_1.jpg"), ("two", "IMG_2.jpg")],
        ("", "x.jpg"),
    ]


@pytest.mark.parametrize("first", [["IMG_1.jpg"], ["IMG_1.xmp"], []])
def test_a_sidecar_joins_its_picture_whichever_comes_first(folder, first):
    fill(folder, {"IMG_1.jpg": made("1"), "IMG_1.xmp": xmp(), "IMG_2.jpg": made("2")})
    for name in first:
        assert import_photos(folder / name).code == 0
    assert import_photos(folder).code == 0
    assert Picture.objects.count() == Placement.objects.visible_to_clients().count() == 2
    assert Version.objects.get(name="IMG_1.xmp").picture.versions.count() == 2


def test_names_that_are_no_text_come_in_under_names_that_are(folder):
    names = [b"caf\xe9.jpg", "Zoë 写真.jpg".encode(), b"a\nb.jpg", b"\x1b[2J.jpg"]
    said = import_photos(fill(folder, {name: made(repr(name)) for name in names}))
    assert said.code == 0
    assert set(lying()) == {"caf\ufffd.jpg", "Zoë 写真.jpg", "ab.jpg", "[2J.jpg"}
    assert import_photos(folder).out.startswith("Anna: 4 already here, 0 new.")


def test_the_source_stays_as_it_was(folder):
    fill(card(folder, 5), {"sub/a.xmp": xmp(), "bad.pdf": b"%PDF-1.7", "empty.jpg": b""})
    (folder / "IMG_1.jpg").chmod(0o600)
    os.utime(folder / "IMG_2.jpg", ns=(1, 1))
    before = state_of(folder)
    import_photos(folder)
    import_photos(folder)
    assert state_of(folder) == before


def test_nothing_to_bring_is_said_and_makes_no_album(folder):
    said = import_photos(fill(folder, {".hidden.jpg": b"x"}))
    assert said == (0, "There is nothing to bring in: no file was found.\n", "")
    assert not Album.objects.exists()
