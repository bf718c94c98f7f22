"""What is sent of bytes that are damaged, gone, or on their way when something happens."""

import pytest
from django.db import connection

from accounts.notices.models import Notice
from assets.delivery import media_urls
from assets.delivery.sending import StoredFile
from assets.delivery.tests.responses import ask, content
from assets.models import Asset, Finding
from assets.storage import vault
from assets.storage.backends import FileMissing
from assets.tests.factories.assets import PHOTO, keep, keep_copy

pytestmark = pytest.mark.django_db


@pytest.fixture
def photo():
    return media_urls.get_original_file(keep(), "Zoë & Jörg.jpg")


def on_disk(sent, settings):
    return settings.PHOTOS / sent.key


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_damaged_original_is_not_begun_and_the_owners_hear_of_it_once(photo, method, settings):
    path = on_disk(photo, settings)
    path.chmod(0o644)
    path.write_bytes(PHOTO[:-1])
    for _ in range(2):
        reply = ask(photo, method)
        assert (reply.status_code, content(reply)) == (404, b"")
    assert Asset.objects.lost().count() == 1
    assert Finding.objects.get().problem == Finding.Problem.DAMAGED
    assert Notice.objects.get().kind == Notice.Kind.PROBLEM
    Notice.objects.unread().mark_read()
    ask(photo, method)
    assert Notice.objects.count() == 1


def test_of_a_disk_that_is_not_there_nothing_is_believed(photo, settings):
    settings.PHOTOS.rename(settings.PHOTOS.with_name("elsewhere"))
    for _ in range(2):
        reply = ask(photo)
        assert (reply.status_code, content(reply)) == (404, b"")
    assert not Asset.objects.lost().exists()
    assert (Notice.objects.count(), Finding.objects.get().problem) == (1, Finding.Problem.MISSING)
    settings.PHOTOS.with_name("elsewhere").rename(settings.PHOTOS)
    assert content(ask(photo)) == PHOTO


def test_a_damaged_copy_says_nothing_of_its_original(settings):
    asset = keep()
    copy = keep_copy(asset)
    sent = StoredFile(copy.key, copy.size + 1, '"x"', "a.webp")
    assert ask(sent).status_code == 404
    assert not Asset.objects.lost().exists()
    assert Finding.objects.get().key == copy.key


def test_what_goes_between_looking_and_opening_is_not_there(photo, monkeypatch):
    monkeypatch.setattr(vault, "stat", lambda key: type("Found", (), {"size": photo.size}))
    vault.delete(photo.key)
    reply = ask(photo)
    assert (reply.status_code, content(reply)) == (404, b"")


def test_what_gets_lost_on_the_way_ends_short(monkeypatch, photo, settings):
    monkeypatch.setattr(vault, "BLOCK_SIZE", 1000)
    reply = ask(photo)
    pieces = iter(reply)
    path = on_disk(photo, settings)
    path.chmod(0o644)
    assert next(pieces) == PHOTO[:1000]
    path.write_bytes(b"")
    with pytest.raises(FileMissing):
        list(pieces)


def test_who_leaves_before_the_first_byte_leaves_no_file_open(photo, monkeypatch):
    opened = []

    def open_range(*asked):
        opened.append(read(*asked))
        return opened[0]

    read = vault.open_range
    monkeypatch.setattr(vault, "open_range", open_range)
    ask(photo).close()
    assert opened[0].gi_frame is None


def test_without_a_single_byte_nothing_was_begun(photo):
    assert content(ask(None)) == b""
    assert ask(None).status_code == 404


@pytest.mark.db
@pytest.mark.django_db(transaction=True)
def test_a_slow_reader_holds_no_connection(monkeypatch):
    sent = media_urls.get_original_file(keep(), "a.jpg")
    closed = []
    monkeypatch.setattr(connection, "close", lambda: closed.append(True))
    reply = ask(sent)
    assert closed == []
    assert next(iter(reply)) == PHOTO
    assert closed
    reply.close()
