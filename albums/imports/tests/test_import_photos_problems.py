import os
import shutil
import socket

import pytest

from albums.tests.factories import stored_files
from albums.tests.factories.folders import card, fill, import_photos, lying
from albums.tests.factories.stored_files import made
from assets.storage import vault
from assets.storage.backends import DiskFailure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("owner")]

REFUSED = {
    "a.pdf": (b"%PDF-1.7", "This is a PDF, not a photo or a film."),
    "b.jpg": (b"", "The file is empty."),
    "c.zip": (b"PK\x03\x04", "This is an archive. Unpack it, and send what is in it."),
    "d.svg": (b"<svg>", "An SVG can carry a program. Save it as PNG or JPEG."),
    "e.txt": (b"hello", "This is text, not a photo or a film."),
    "f.html": (b"<!doctype html>", "This is a web page, not a photo or a film."),
    "g.mp3": (b"ID3\x04", "This is sound without pictures."),
    "h.jpg": (b"\x7fELF", "This is a program, not a photo or a film."),
    "i.bin": (b"\x00\x01\x02", "This is no kind of photo or film that is known here."),
}
NO_WAY_IN = "refused: {}: A link to another folder is not followed. Name that folder."


@pytest.fixture
def folder(tmp_path):
    return card(tmp_path / "card", 2)


def test_each_file_of_a_kind_that_is_not_taken_is_said_once_and_why(folder):
    fill(folder, {name: content for name, (content, _) in REFUSED.items()})
    said = import_photos(folder)
    assert said.code == 1
    assert said.complaints == [
        f"refused: {folder}/{name}: {sentence}" for name, (_, sentence) in REFUSED.items()
    ]
    assert said.out.startswith("Anna: 2 new (")
    assert f", {len(REFUSED)} refused. It took " in said.out
    assert lying() == ["IMG_1.jpg", "IMG_2.jpg"]
    assert stored_files.strays() == []


def test_what_is_no_file_is_said_once_and_why(folder, tmp_path):
    (folder / "dead.jpg").symlink_to("nothing")
    (folder / "elsewhere").symlink_to(card(tmp_path / "elsewhere", 1))
    os.mkfifo(folder / "pipe.jpg")
    with socket.socket(socket.AF_UNIX) as ear:
        ear.bind(str(folder / "socket.jpg"))
        said = import_photos(folder)
    assert said.code == 1
    assert said.complaints == [
        f"failed: {folder}/dead.jpg: This link leads nowhere.",
        NO_WAY_IN.format(f"{folder}/elsewhere"),
        f"refused: {folder}/pipe.jpg: This is a device or a pipe, not a file.",
        f"refused: {folder}/socket.jpg: This is a device or a pipe, not a file.",
    ]
    assert said.out.startswith("Anna: 2 new (")
    assert ", 3 refused, 1 failed. It took " in said.out


def test_a_file_whose_disk_is_damaged_fails_and_the_others_come(folder):
    (folder / "IMG_1a.jpg").symlink_to("/proc/self/mem")
    said = import_photos(folder)
    assert said.code == 1
    assert said.complaints == [
        f"failed: {folder}/IMG_1a.jpg: It cannot be read: Input/output error."
    ]
    assert lying() == ["IMG_1.jpg", "IMG_2.jpg"]


def test_strange_names_are_complained_of_on_one_line(folder):
    fill(folder, {b"caf\xe9\n\x1b[2J.pdf": b"%PDF-"})
    assert import_photos(folder).complaints == [
        f"refused: {folder}/caf\\xe9\\n\\x1b[2J.pdf: This is a PDF, not a photo or a film."
    ]


def test_a_file_refused_before_is_refused_again(folder):
    fill(folder, {"a.pdf": b"%PDF-"})
    first, second = import_photos(folder), import_photos(folder)
    assert first.err == second.err
    assert (first.code, second.code) == (1, 1)


def test_only_refused_files_are_no_success(folder, tmp_path):
    said = import_photos(fill(tmp_path / "bad", {"a.pdf": b"%PDF-"}))
    assert said.code == 1
    assert said.out.startswith("Anna: 0 new, 1 refused. It took ")


def test_a_full_disk_says_how_much_room_it_needs_and_goes_on_later(folder, settings):
    card(folder / "more", 3, 300_000)
    there = shutil.disk_usage(settings.PHOTOS.parent).free
    settings.DISK_RESERVE = there + 10**12
    said = import_photos(folder)
    assert said.code == 1
    assert said.out.startswith("Anna: 0 new. It took ")
    (line,) = said.complaints
    assert line.startswith("The disk is full. Make room for 9")
    assert f" GB more in {settings.PHOTOS}. 5 files (" in line
    assert line.endswith(
        ") still to come. What is counted above is safe; run the same command again to continue."
    )
    assert stored_files.strays() == []
    settings.DISK_RESERVE = 0
    assert import_photos(folder).code == 0
    assert len(lying()) == 5


def test_what_was_counted_when_the_disk_became_full_is_safe(small_disk, settings, tmp_path):
    disk = small_disk(24)
    settings.PHOTOS, settings.DISK_RESERVE = disk.path / "photos", 0
    photos = {**settings.STORAGES["photos"], "OPTIONS": {"location": settings.PHOTOS}}
    settings.STORAGES = {**settings.STORAGES, "photos": photos}
    (disk.path / "ballast").write_bytes(bytes(10 * 1024**2))
    folder = card(tmp_path / "card", 40, 500_000)
    said = import_photos(folder, jobs=4)
    assert said.code == 1
    assert len(said.complaints) == 1
    number = int(said.out.removeprefix("Anna: ").split()[0])
    assert 5 < number < 40
    assert f"{40 - number} files (" in said.err
    # Four readers run ahead of each other, so the files that fit need not be the first ones.
    kept = lying()
    assert len(kept) == len(set(kept)) == number
    assert set(kept) < {f"IMG_{one}.jpg" for one in range(1, 41)}
    assert stored_files.rows_without_bytes() == stored_files.strays() == []
    (disk.path / "ballast").unlink()
    said = import_photos(folder)
    assert said.code == 0
    assert f"{number} already here, {40 - number} new" in said.out


def test_a_disk_of_ours_that_fails_is_not_taken_for_theirs(folder, monkeypatch):
    def fails(descriptor):
        raise DiskFailure(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(vault, "sync_file", fails)
        said = import_photos(folder)
    assert said.code == 1
    assert [line.partition(": The ")[2] for line in said.complaints] == [
        "disk failed while the file was written. Please send it again."
    ] * 2
    assert import_photos(folder).code == 0
    assert {stored_files.unsound(made(f"card IMG_{one}.jpg")) for one in (1, 2)} == {""}


@pytest.mark.parametrize("jobs", [0, -1, 65, 10**9])
def test_a_number_of_threads_that_is_none_is_refused(folder, jobs):
    assert import_photos(folder, jobs=jobs) == (1, "", "--jobs must be from 1 to 64.\n")
