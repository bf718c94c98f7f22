import os
import shutil
import socket

import pytest

from albums.tests.factories import stored_files
from albums.tests.factories.folders import create_card, import_photos, list_names, write_files
from albums.tests.factories.stored_files import fake_jpeg
from assets.storage import vault
from assets.storage.backends import DiskFailure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("owner")]

REFUSED = {
    "a.pdf": (b"%PDF-1.7", "This is a PDF, not a photo or video."),
    "b.jpg": (b"", "The file is empty."),
    "c.zip": (b"PK\x03\x04", "This is an archive. Unpack it and upload the files in it."),
    "d.svg": (b"<svg>", "SVG files can contain scripts. Save it as PNG or JPEG."),
    "e.txt": (b"hello", "This is a text file, not a photo or video."),
    "f.html": (b"<!doctype html>", "This is a web page, not a photo or video."),
    "g.mp3": (b"ID3\x04", "This is an audio file, not a photo or video."),
    "h.jpg": (b"\x7fELF", "This is a program, not a photo or video."),
    "i.bin": (b"\x00\x01\x02", "This file type isn't supported."),
}
LINKED_FOLDER = "refused: {}: Links to other folders aren't followed. Import that folder itself."


@pytest.fixture
def folder(tmp_path):
    return create_card(tmp_path / "card", 2)


def test_each_unsupported_file_is_reported_once_with_its_reason(folder):
    write_files(folder, {name: content for name, (content, _) in REFUSED.items()})
    result = import_photos(folder)
    assert result.exit_code == 1
    assert result.errors == [
        f"refused: {folder}/{name}: {sentence}" for name, (_, sentence) in REFUSED.items()
    ]
    assert result.stdout.startswith("Anna: 2 new (")
    assert f", {len(REFUSED)} refused. It took " in result.stdout
    assert list_names() == ["IMG_1.jpg", "IMG_2.jpg"]
    assert stored_files.list_strays() == []


def test_each_path_that_is_not_a_file_is_reported_once_with_its_reason(folder, tmp_path):
    (folder / "dead.jpg").symlink_to("nothing")
    (folder / "elsewhere").symlink_to(create_card(tmp_path / "elsewhere", 1))
    os.mkfifo(folder / "pipe.jpg")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "socket.jpg"))
        result = import_photos(folder)
    assert result.exit_code == 1
    assert result.errors == [
        f"failed: {folder}/dead.jpg: This link is broken.",
        LINKED_FOLDER.format(f"{folder}/elsewhere"),
        f"refused: {folder}/pipe.jpg: This is a device or a pipe, not a file.",
        f"refused: {folder}/socket.jpg: This is a device or a pipe, not a file.",
    ]
    assert result.stdout.startswith("Anna: 2 new (")
    assert ", 3 refused, 1 failed. It took " in result.stdout


def test_the_other_files_are_imported_when_one_cannot_be_read(folder):
    (folder / "IMG_1a.jpg").symlink_to("/proc/self/mem")
    result = import_photos(folder)
    assert result.exit_code == 1
    assert result.errors == [f"failed: {folder}/IMG_1a.jpg: Couldn't be read: Input/output error."]
    assert list_names() == ["IMG_1.jpg", "IMG_2.jpg"]


def test_a_strange_name_is_reported_on_one_line(folder):
    write_files(folder, {b"caf\xe9\n\x1b[2J.pdf": b"%PDF-"})
    assert import_photos(folder).errors == [
        f"refused: {folder}/caf\\xe9\\n\\x1b[2J.pdf: This is a PDF, not a photo or video."
    ]


def test_a_refused_file_is_refused_again_by_a_second_run(folder):
    write_files(folder, {"a.pdf": b"%PDF-"})
    first, second = import_photos(folder), import_photos(folder)
    assert first.stderr == second.stderr
    assert (first.exit_code, second.exit_code) == (1, 1)


def test_the_import_fails_when_all_files_are_refused(folder, tmp_path):
    result = import_photos(write_files(tmp_path / "bad", {"a.pdf": b"%PDF-"}))
    assert result.exit_code == 1
    assert result.stdout.startswith("Anna: 0 new, 1 refused. It took ")


def test_a_full_disk_is_reported_with_the_space_needed_and_a_later_run_continues(folder, settings):
    create_card(folder / "more", 3, 300_000)
    there = shutil.disk_usage(settings.PHOTOS.parent).free
    settings.DISK_RESERVE = there + 10**12
    result = import_photos(folder)
    assert result.exit_code == 1
    assert result.stdout.startswith("Anna: 0 new. It took ")
    (line,) = result.errors
    assert line.startswith("The disk is full. Free up 9")
    assert f" GB in {settings.PHOTOS}. 5 files (" in line
    assert line.endswith(
        ") left to import. Everything counted above is safe. "
        "Run the same command again to continue."
    )
    assert stored_files.list_strays() == []
    settings.DISK_RESERVE = 0
    assert import_photos(folder).exit_code == 0
    assert len(list_names()) == 5


def test_files_counted_before_the_disk_filled_up_are_safe(small_disk, settings, tmp_path):
    disk = small_disk(24)
    settings.PHOTOS, settings.DISK_RESERVE = disk.path / "photos", 0
    photos = {**settings.STORAGES["photos"], "OPTIONS": {"location": settings.PHOTOS}}
    settings.STORAGES = {**settings.STORAGES, "photos": photos}
    (disk.path / "ballast").write_bytes(bytes(10 * 1024**2))
    folder = create_card(tmp_path / "card", 40, 500_000)
    result = import_photos(folder, jobs=4)
    assert result.exit_code == 1
    assert len(result.errors) == 1
    number = int(result.stdout.removeprefix("Anna: ").split()[0])
    assert 5 < number < 40
    assert f"{40 - number} files (" in result.stderr
    # Four readers run ahead of each other, so the files that fit need not be the first ones.
    names = list_names()
    assert len(names) == len(set(names)) == number
    assert set(names) < {f"IMG_{index}.jpg" for index in range(1, 41)}
    assert stored_files.list_rows_without_bytes() == stored_files.list_strays() == []
    (disk.path / "ballast").unlink()
    result = import_photos(folder)
    assert result.exit_code == 0
    assert f"{number} already in the album, {40 - number} new" in result.stdout


def test_a_failing_photo_disk_is_not_reported_as_unreadable_file(folder, monkeypatch):
    def fail(descriptor):
        raise DiskFailure(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(vault, "sync_file", fail)
        result = import_photos(folder)
    assert result.exit_code == 1
    assert [line.partition(": The ")[2] for line in result.errors] == [
        "file couldn't be saved because of a disk error. Upload it again."
    ] * 2
    assert import_photos(folder).exit_code == 0
    assert {stored_files.find_flaw(fake_jpeg(f"card IMG_{index}.jpg")) for index in (1, 2)} == {""}


@pytest.mark.parametrize("jobs", [0, -1, 65, 10**9])
def test_an_invalid_number_of_threads_is_refused(folder, jobs):
    assert import_photos(folder, jobs=jobs) == (1, "", "--jobs must be from 1 to 64.\n")
