import os

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from albums.models import Album, Placement, Section
from albums.tests.factories import stored_files
from albums.tests.factories.folders import (
    create_card,
    import_photos,
    list_names,
    snapshot_folder,
    write_files,
)
from albums.tests.factories.stored_files import fake_jpeg
from assets.models import Asset, Picture, Version
from assets.storage import vault
from assets.tests.factories.files import xmp

pytestmark = [pytest.mark.db, pytest.mark.django_db, pytest.mark.usefixtures("owner")]


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "card"


def test_a_folder_is_imported_in_natural_order(folder):
    names = ["IMG_10.jpg", "img_9.jpg", "2nd/b.jpg", "10th/a.jpg", "2nd/deep/er/c.jpg"]
    contents = {name: fake_jpeg(name) for name in names}
    result = import_photos(write_files(folder, contents))
    assert result.exit_code == 0
    assert result.stderr == ""
    assert result.stdout.startswith("Anna: 5 new (")
    assert result.stdout.count("\n") == 1
    assert list_names("Anna") == ["img_9.jpg", "IMG_10.jpg", "b.jpg", "c.jpg", "a.jpg"]
    assert {stored_files.find_flaw(content) for content in contents.values()} == {""}
    assert set(Version.objects.values_list("name", "folder")) == {
        *[("IMG_10.jpg", ""), ("img_9.jpg", ""), ("b.jpg", "2nd")],
        *[("a.jpg", "10th"), ("c.jpg", "2nd/deep/er")],
    }


@pytest.mark.parametrize("jobs", [1, 2, 64])
def test_the_order_does_not_depend_on_the_number_of_threads(folder, jobs):
    result = import_photos(create_card(folder, 70), jobs=jobs)
    assert result.exit_code == 0
    assert list_names() == [f"IMG_{number}.jpg" for number in range(1, 71)]
    assert stored_files.list_strays() == []


def test_a_second_run_adds_nothing(folder):
    import_photos(create_card(folder, 12))
    before = [set(model.objects.values_list("pk")) for model in (Asset, Version, Placement)]
    result = import_photos(folder)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("Anna: 12 already in the album, 0 new. It took ")
    assert before == [
        set(model.objects.values_list("pk")) for model in (Asset, Version, Placement)
    ]


@pytest.mark.usefixtures("whole_groups")
def test_a_second_run_writes_nothing_and_needs_no_more_queries_for_more_files(folder, monkeypatch):
    few, many = create_card(folder / "few", 3), create_card(folder / "many", 63)
    import_photos(few, album="Few")
    import_photos(many, album="Many")
    monkeypatch.setattr(vault, "create_incoming", lambda size: pytest.fail("a file was copied"))
    statements = []
    for source, album in [(few, "Few"), (many, "Many")]:
        with CaptureQueriesContext(connection) as queries:
            assert import_photos(source, album=album).exit_code == 0
        statements.append([query["sql"].split()[0] for query in queries])
    assert statements[0] == statements[1]
    assert not {"INSERT", "UPDATE", "DELETE"} & set(statements[1])


def test_a_second_run_imports_only_new_files(folder):
    import_photos(create_card(folder, 3))
    write_files(folder, {"IMG_2.jpg": fake_jpeg("another"), "sub/IMG_9.jpg": fake_jpeg("IMG_9")})
    result = import_photos(folder)
    assert result.stdout.startswith("Anna: 2 already in the album, 2 new (")
    assert list_names() == [
        *(f"IMG_{number}.jpg" for number in (1, 2, 3)),
        "IMG_2.jpg",
        "IMG_9.jpg",
    ]


def test_the_same_bytes_under_two_names_are_one_picture(folder):
    content = fake_jpeg("twin")
    result = import_photos(write_files(folder, {"a.jpg": content, "b.jpg": content}))
    assert result.stdout.startswith("Anna: 1 already in the album, 1 new (")
    assert Picture.objects.count() == Placement.objects.count() == 1


def test_a_trashed_photo_is_restored_when_its_file_is_imported_again(folder):
    import_photos(create_card(folder, 3))
    first = Placement.objects.in_order().first()
    Placement.objects.filter(pk=first.pk).update(trashed_at=first.placed_at)
    result = import_photos(folder)
    assert result.stdout.startswith(
        "Anna: 2 already in the album, 0 new, 1 restored from the trash. It took "
    )
    assert list_names() == ["IMG_1.jpg", "IMG_2.jpg", "IMG_3.jpg"]


def test_a_damaged_original_is_repaired_when_its_file_is_imported_again(folder):
    import_photos(create_card(folder, 2))
    content = (folder / "IMG_1.jpg").read_bytes()
    stored_files.write_stored(stored_files.key_of(content), b"damaged")
    assert import_photos(folder).exit_code == 0
    assert stored_files.find_flaw(content) == ""
    assert stored_files.read_quarantined(content) == [b"damaged"]


@pytest.mark.parametrize("mark", ["doomed_at", "lost_at"])
def test_a_lost_or_doomed_original_is_stored_again_when_its_file_is_imported_again(folder, mark):
    import_photos(create_card(folder, 2))
    Asset.objects.update(**{mark: timezone.now()})
    assert import_photos(folder).exit_code == 0
    assert Asset.objects.filter(lost_at=None, doomed_at=None).count() == 2
    assert stored_files.list_rows_without_bytes() == []


def test_folders_become_sections_when_the_option_is_given(folder):
    files = ["1.jpg", "Ceremony/2.jpg", "Ceremony/in/3.jpg", "Party/4.jpg"]
    import_photos(write_files(folder, {name: fake_jpeg(name) for name in files}), sections=True)
    placed = Placement.objects.in_order().values_list("section__title", flat=True)
    assert list(placed) == [None, "Ceremony", "Ceremony", "Party"]
    assert [section.title for section in Section.objects.in_order()] == ["Ceremony", "Party"]


def test_no_section_is_created_without_the_option(folder):
    import_photos(write_files(folder, {"Party/4.jpg": fake_jpeg("4")}))
    assert not Section.objects.exists()


def test_hidden_and_system_files_are_skipped_and_counted(folder):
    skipped = [".DS_Store", "Thumbs.db", "._IMG_1.jpg", "@eaDir/IMG_1.jpg"]
    write_files(create_card(folder, 1), dict.fromkeys(skipped, b"x"))
    result = import_photos(folder)
    assert result.exit_code == 0
    assert " Skipped 4 hidden or system files. It took " in result.stdout
    assert list_names() == ["IMG_1.jpg"]


def test_files_and_several_folders_are_imported_together(tmp_path):
    first, second = create_card(tmp_path / "one", 2), create_card(tmp_path / "two", 2)
    single_file = (
        write_files(tmp_path / "three", {"x.jpg": fake_jpeg("x"), "y.jpg": fake_jpeg("y")})
        / "x.jpg"
    )
    assert import_photos(first, second, single_file).exit_code == 0
    assert list(Version.objects.in_arrival_order().values_list("folder", "name")) == [
        *[("one", "IMG_1.jpg"), ("one", "IMG_2.jpg"), ("two", "IMG_1.jpg"), ("two", "IMG_2.jpg")],
        ("", "x.jpg"),
    ]


@pytest.mark.parametrize("first", [["IMG_1.jpg"], ["IMG_1.xmp"], []])
def test_a_sidecar_joins_its_picture_whichever_is_imported_first(folder, first):
    write_files(
        folder, {"IMG_1.jpg": fake_jpeg("1"), "IMG_1.xmp": xmp(), "IMG_2.jpg": fake_jpeg("2")}
    )
    for name in first:
        assert import_photos(folder / name).exit_code == 0
    assert import_photos(folder).exit_code == 0
    visible = Placement.objects.alive().filter(hidden=False, is_orphan_sidecar=False)
    assert Picture.objects.count() == visible.count() == 2
    assert Version.objects.get(name="IMG_1.xmp").picture.versions.count() == 2


def test_names_that_are_not_valid_text_are_cleaned(folder):
    names = [b"caf\xe9.jpg", "Zoë 写真.jpg".encode(), b"a\nb.jpg", b"\x1b[2J.jpg"]
    result = import_photos(write_files(folder, {name: fake_jpeg(repr(name)) for name in names}))
    assert result.exit_code == 0
    assert set(list_names()) == {"caf\ufffd.jpg", "Zoë 写真.jpg", "ab.jpg", "[2J.jpg"}
    assert import_photos(folder).stdout.startswith("Anna: 4 already in the album, 0 new.")


def test_the_source_folder_is_not_changed(folder):
    write_files(
        create_card(folder, 5), {"sub/a.xmp": xmp(), "bad.pdf": b"%PDF-1.7", "empty.jpg": b""}
    )
    (folder / "IMG_1.jpg").chmod(0o600)
    os.utime(folder / "IMG_2.jpg", ns=(1, 1))
    before = snapshot_folder(folder)
    import_photos(folder)
    import_photos(folder)
    assert snapshot_folder(folder) == before


def test_no_album_is_created_when_there_is_nothing_to_import(folder):
    result = import_photos(write_files(folder, {".hidden.jpg": b"x"}))
    assert result == (0, "Nothing to import: no files found.\n", "")
    assert not Album.objects.exists()
