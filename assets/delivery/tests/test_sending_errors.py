"""Responses when a file is damaged, missing, or changes while it's sent."""

import pytest
from django.db import connection

from accounts.notices.models import Notice
from assets.delivery import media_urls
from assets.delivery.sending import StoredFile
from assets.delivery.tests.responses import content, request_file
from assets.models import Asset, Finding
from assets.storage import vault
from assets.storage.backends import FileMissing
from assets.tests.factories.assets import PHOTO, keep, keep_rendition
from assets.tests.factories.stored_assets import path_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_damaged_original_gets_404_and_one_notice(photo, method, settings):
    path = path_of(photo.key)
    path.chmod(0o644)
    path.write_bytes(PHOTO[:-1])
    for _ in range(2):
        response = request_file(photo, method)
        assert (response.status_code, content(response)) == (404, b"")
    assert Asset.objects.lost().count() == 1
    assert Finding.objects.get().problem == Finding.Problem.DAMAGED
    assert Notice.objects.get().kind == Notice.Kind.PROBLEM
    Notice.objects.unread().mark_read()
    request_file(photo, method)
    assert Notice.objects.count() == 1


def test_original_is_not_lost_when_the_disk_is_not_mounted(photo, settings):
    settings.PHOTOS.rename(settings.PHOTOS.with_name("elsewhere"))
    for _ in range(2):
        response = request_file(photo)
        assert (response.status_code, content(response)) == (404, b"")
    assert not Asset.objects.lost().exists()
    assert (Notice.objects.count(), Finding.objects.get().problem) == (1, Finding.Problem.MISSING)
    settings.PHOTOS.with_name("elsewhere").rename(settings.PHOTOS)
    assert content(request_file(photo)) == PHOTO


def test_original_is_not_lost_when_a_rendition_is_damaged(settings):
    asset = keep()
    rendition = keep_rendition(asset)
    file = StoredFile(rendition.key, rendition.size + 1, '"x"', "a.webp")
    assert request_file(file).status_code == 404
    assert not Asset.objects.lost().exists()
    assert Finding.objects.get().key == rendition.key


def test_file_that_vanishes_before_it_is_opened_gets_404(photo, monkeypatch):
    monkeypatch.setattr(vault, "stat", lambda key: type("Status", (), {"size": photo.size}))
    vault.delete(photo.key)
    response = request_file(photo)
    assert (response.status_code, content(response)) == (404, b"")


def test_response_fails_when_the_file_is_truncated_meanwhile(monkeypatch, photo, settings):
    monkeypatch.setattr(vault, "BLOCK_SIZE", 1000)
    response = request_file(photo)
    blocks = iter(response)
    path = path_of(photo.key)
    path.chmod(0o644)
    assert next(blocks) == PHOTO[:1000]
    path.write_bytes(b"")
    with pytest.raises(FileMissing):
        list(blocks)


def test_file_is_closed_when_the_client_leaves_before_the_first_byte(photo, monkeypatch):
    opened = []

    def open_range(*arguments):
        opened.append(read(*arguments))
        return opened[0]

    read = vault.open_range
    monkeypatch.setattr(vault, "open_range", open_range)
    request_file(photo).close()
    assert opened[0].gi_frame is None


def test_no_file_gets_404(photo):
    assert content(request_file(None)) == b""
    assert request_file(None).status_code == 404


@pytest.mark.db
@pytest.mark.django_db(transaction=True)
def test_slow_client_holds_no_database_connection(monkeypatch):
    file = media_urls.get_original_file(keep(), "a.jpg")
    closed = []
    monkeypatch.setattr(connection, "close", lambda: closed.append(True))
    response = request_file(file)
    assert closed == []
    assert next(iter(response)) == PHOTO
    assert closed
    response.close()
