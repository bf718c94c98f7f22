import os
import time
from datetime import timedelta

import pytest

from albums.library import incoming_files
from albums.tests.factories import pictures
from albums.tests.factories.albums import create_album
from assets.tus import upload
from assets.tus.upload import SUFFIXES, get_file_path

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def album(owner):
    return create_album(owner, "Anna")


def start_upload(album, owner, sha256=""):
    return upload.create_upload(
        length=9,
        name="a.jpg",
        person=str(owner.pk),
        sha256=sha256,
        about={"album": str(album.pk)},
    )


def leave_alone_for(unfinished, pause):
    moment = time.time() - pause.total_seconds()
    for suffix in SUFFIXES:
        if get_file_path(unfinished.handle, suffix).exists():
            os.utime(get_file_path(unfinished.handle, suffix), (moment, moment))


def test_an_unfinished_upload_is_counted(album, owner):
    start_upload(album, owner)
    assert incoming_files.count_by_album() == {str(album.pk): 1}


def test_an_upload_is_not_counted_when_it_was_abandoned(album, owner):
    abandoned = start_upload(album, owner)
    leave_alone_for(abandoned, timedelta(minutes=9))
    assert incoming_files.count_by_album()[str(album.pk)] == 1
    leave_alone_for(abandoned, timedelta(minutes=11))
    assert incoming_files.count_by_album()[str(album.pk)] == 0


def test_an_upload_is_not_counted_when_its_file_arrived_another_way(album, owner):
    (placement,) = pictures.create_pictures(1, owner, album)
    sha256 = placement.picture.versions.get().asset.sha256
    other = create_album(owner, "Ben")
    start_upload(album, owner, sha256)
    start_upload(other, owner, sha256)
    start_upload(other, owner, "f" * 64)
    assert incoming_files.count_by_album() == {str(album.pk): 0, str(other.pk): 2}
