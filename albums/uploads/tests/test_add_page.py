"""The plain form: whole files in one body, without any script."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from albums.models import Album, Placement
from albums.tests.factories import stored_files
from albums.tests.factories.stored_files import sha256_of
from assets.models import Asset
from assets.storage import vault
from assets.tests.factories.files import big, jpeg

pytestmark = pytest.mark.django_db

ADD = "/studio/albums/anna/add/"
BEGIN = "/studio/albums/begin/"
WHERE = "/studio/add/"


@pytest.fixture
def uploader_client(client, uploader, album):
    """A browser in which an uploader is signed in who was invited."""
    album.uploaders.add(uploader)
    client.force_login(uploader)
    return client


def file(content, name="a.jpg"):
    return SimpleUploadedFile(name, content)


def send(browser, *files, url=ADD, **options):
    return browser.post(url, {"files": list(files)}, **options)


def read_results(reply):
    return [(one.name, one.sentence, one.is_added) for one in reply.context.get("results") or []]


def list_placements():
    return {path.name for path in vault.incoming_folder().glob("*.part")}


def test_files_of_the_form_are_added_and_each_result_is_shown(owner_client, album):
    fine, again, large = jpeg(), jpeg(), big(3 * 1024**2)
    stored_files.store_in_album([again], album)
    reply = send(
        owner_client,
        file(fine, "ä.jpg"),
        file(again, "b.jpg"),
        file(b"%PDF-1.7", "c.pdf"),
        file(large, "../../d.jpg"),
    )
    assert reply.status_code == 200
    assert read_results(reply) == [
        ("ä.jpg", "Added.", True),
        ("b.jpg", "Already here.", True),
        ("c.pdf", "This is a PDF, not a photo or video.", False),
        ("d.jpg", "Added.", True),
    ]
    assert {stored_files.find_flaw(content) for content in (fine, again, large)} == {""}
    assert Asset.objects.count() == 3
    assert list_placements() == set()
    assert "This is a PDF" in reply.content.decode()


def test_an_empty_file_fails(owner_client, album):
    assert read_results(send(owner_client, file(b"", "e.jpg"))) == [
        ("e.jpg", "The file is empty.", False)
    ]


def test_an_error_is_shown_when_no_file_is_chosen(owner_client, album):
    reply = owner_client.post(ADD, {})
    assert "Choose a file first." in reply.content.decode()
    assert not Placement.objects.exists()


def test_files_in_other_fields_are_ignored(owner_client, album):
    reply = owner_client.post(ADD, {"other": file(jpeg())})
    assert read_results(reply) == []
    assert not Asset.objects.exists()
    assert list_placements() == set()


def test_files_are_streamed_to_the_photos_volume(owner_client, album, monkeypatch):
    """Neither of the handlers that Django brings along is asked."""
    for name in ("TemporaryFileUploadHandler", "MemoryFileUploadHandler"):
        monkeypatch.setattr(
            f"django.core.files.uploadhandler.{name}.new_file", lambda *given, **named: 1 / 0
        )
    assert read_results(send(owner_client, file(big(4 * 1024**2))))[0][2]


def test_the_uploader_of_a_photo_is_recorded(uploader_client, uploader, album):
    content = jpeg()
    assert read_results(send(uploader_client, file(content)))[0][2]
    placement = Placement.objects.get(picture__versions__asset__sha256=sha256_of(content))
    assert placement.placed_by == uploader


def test_the_form_is_not_found_when_an_uploader_is_not_invited(uploader, album):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(uploader)
    token = str(browser.get(WHERE).context["csrf_token"])
    assert browser.get(ADD).status_code == 404
    assert send(browser, file(jpeg()), headers={"X-CSRFToken": token}).status_code == 404
    assert not Asset.objects.exists()
    assert list_placements() == set()


def test_files_are_discarded_when_the_sender_is_not_signed_in(client, album, monkeypatch):
    monkeypatch.setattr("albums.uploads.upload_handler.FileReceiver", lambda name: 1 / 0)
    for name in ("TemporaryFileUploadHandler", "MemoryFileUploadHandler"):
        monkeypatch.setattr(
            f"django.core.files.uploadhandler.{name}.new_file", lambda *given, **named: 1 / 0
        )
    assert send(client, file(big(4 * 1024**2))).status_code == 302
    browser = Client(enforce_csrf_checks=True)
    browser.get("/sign-in/")
    assert send(browser, file(big(4 * 1024**2))).status_code == 403


def test_no_file_is_kept_when_the_csrf_token_is_missing(owner, album):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(owner)
    assert send(browser, file(jpeg())).status_code == 403
    assert not Asset.objects.exists()
    assert list_placements() == set()


def test_a_file_is_kept_when_the_csrf_token_is_in_the_form(owner, album):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(owner)
    token = str(browser.get(ADD).context["csrf_token"])
    reply = browser.post(ADD, {"csrfmiddlewaretoken": token, "files": [file(jpeg())]})
    assert read_results(reply)[0][2]


def test_the_form_is_refused_when_the_quota_is_exceeded(uploader_client, album, settings):
    settings.UPLOADER_QUOTA = 1000
    reply = send(uploader_client, file(big(20_000)))
    assert reply.status_code == 413
    assert "You can upload" in reply.content.decode()
    assert not Asset.objects.exists()


def test_the_form_is_refused_when_the_disk_is_full(owner_client, album, settings):
    settings.DISK_RESERVE = 1024**6
    reply = send(owner_client, file(jpeg()))
    assert reply.status_code == 507
    assert "Storage is full" in reply.content.decode()
    assert list_placements() == set()


def test_the_form_is_refused_when_it_has_too_many_files(owner_client, album, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    reply = send(owner_client, *(file(jpeg(), f"{number}.jpg") for number in range(3)))
    assert reply.status_code == 413
    assert "You can upload up to 2 files at a time" in reply.content.decode()
    assert not Asset.objects.exists()
    assert list_placements() == set()


def test_nothing_is_left_when_the_body_ends_early(owner_client, album):
    body = b"--x\r\nContent-Disposition: form-data; name=files; filename=a.jpg\r\n\r\n" + big(
        300_000
    )
    owner_client.generic("POST", ADD, body, "multipart/form-data; boundary=x")
    assert list_placements() == set()


def test_an_owner_creates_an_album_for_dropped_files(owner_client, owner):
    reply = owner_client.post(BEGIN, {"title": "Wedding"})
    album = Album.objects.get()
    assert reply.json() == {
        "id": str(album.pk),
        "url": "/studio/albums/wedding/",
        "title": "Wedding",
    }
    assert (album.created_by, album.state) == (owner, Album.State.DRAFT)
    assert owner_client.post(BEGIN, {"title": "Begin"}).json()["url"] == "/studio/albums/begin-2/"


@pytest.mark.parametrize("title", ["", " ", "\0", "x" * 201])
def test_creating_an_album_fails_when_the_title_is_invalid(owner_client, title):
    reply = owner_client.post(BEGIN, {"title": title})
    assert reply.status_code == 422
    assert reply.json()["error"].endswith(".")
    assert not Album.objects.exists()


def test_an_uploader_cannot_create_an_album(uploader_client):
    reply = uploader_client.post(BEGIN, {"title": "Mine"})
    assert (reply.status_code, reply.json()) == (
        403,
        {"error": "Only owners can create albums."},
    )
    assert Album.objects.count() == 1


def test_users_choose_from_the_albums_open_to_them(uploader_client, owner_client, owner, album):
    Album.objects.create(title="Secret", slug="secret", created_by=owner)
    page = owner_client.get(WHERE)
    assert "Secret" in page.content.decode()


def test_an_uploader_does_not_see_other_albums(uploader_client, owner):
    Album.objects.create(title="Secret", slug="secret", created_by=owner)
    page = uploader_client.get(WHERE).content.decode()
    assert "Anna" in page
    assert "Secret" not in page
    assert "Secret" not in uploader_client.get(WHERE, {"q": "sec"}).content.decode()
    assert uploader_client.get(WHERE, {"q": "\0" * 500}).status_code == 200
