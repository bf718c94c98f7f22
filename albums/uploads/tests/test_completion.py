"""How an upload ends, and what is refused before it does."""

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from albums.models import Placement, Section
from albums.uploads import limits
from albums.uploads.tests.tus_client import Sender, sha256_of
from assets.intake import intake
from assets.intake.refusals import Reason
from assets.models import Asset, Version
from assets.storage import vault
from assets.tests.factories.files import big, jpeg

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def uploader_client(uploader, album):
    """An uploader who is invited."""
    album.uploaders.add(uploader)
    browser = Client()
    browser.force_login(uploader)
    return Sender(browser, album)


def strays():
    """What lies in the incoming folder, but for the word of how uploads ended."""
    return [path for path in vault.incoming_folder().iterdir() if path.suffix]


def error(reply):
    return reply.status_code, reply.json()["error"]


# --- What comes, and what is written on it --------------------------------------------------


def test_a_file_is_added_with_its_name_folder_and_section(tus_client, owner, album):
    tus_client.send(jpeg(), "IMG_1.JPG", folder="karte 1/100CANON", section="Fest")
    version, placement = Version.objects.get(), Placement.objects.get()
    assert (version.name, version.folder) == ("IMG_1.JPG", "karte 1/100CANON")
    assert version.uploader == owner
    assert (placement.album, placement.section) == (album, Section.objects.get(title="Fest"))
    assert strays() == []


def test_a_file_is_reported_as_here_or_restored_when_it_is_uploaded_again(tus_client):
    content = jpeg()
    first = tus_client.send(content)
    again = tus_client.send(content)
    Placement.objects.update(trashed_at=timezone.now())
    back = tus_client.send(content)
    assert [reply["Client-Pix-Outcome"] for reply in (first, again, back)] == [
        *("new", "here", "revived")
    ]
    assert len({reply["Client-Pix-Picture"] for reply in (first, again, back)}) == 1
    assert Placement.objects.alive().count() == 1


def test_the_result_can_be_requested_again_when_the_response_was_lost(tus_client):
    content = jpeg()
    url = tus_client.begun(len(content))
    first_reply = tus_client.patch(url, 0, content)
    for reply in (tus_client.head(url), tus_client.patch(url, len(content), b"")):
        assert reply["Upload-Offset"] == str(len(content))
        for name in ("Client-Pix-Outcome", "Client-Pix-Picture"):
            assert reply[name] == first_reply[name]
    assert tus_client.head(url)["Upload-Length"] == str(len(content))
    assert error(tus_client.patch(url, 0, content))[0] == 409
    assert tus_client.patch(url, len(content) - 1, content[-1:]).status_code == 204
    assert tus_client.request("DELETE", url).status_code == 204
    assert tus_client.head(url).status_code == 404
    assert Asset.objects.count() == 1


def test_a_file_is_deleted_when_its_hash_does_not_match(tus_client):
    content = jpeg()
    status, sentence = error(tus_client.send(content, sha256=sha256_of(b"another")))
    assert (status, "damaged" in sentence) == (422, True)
    assert strays() == []
    assert not Asset.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"PK\x03\x04" + bytes(9000), "a.jpg", Reason.ARCHIVE),
        (b"<svg xmlns='x'/>" + b" " * 9000, "a.svg", Reason.SVG),
        (b"%PDF-1.7" + bytes(9000), "a.pdf", Reason.PDF),
        (b"\x7fELF" + bytes(9000), "a.cr2", Reason.PROGRAM),
        (b"words " * 2000, "a.txt", Reason.TEXT),
        (b"<!doctype html><p>", "a.jpg", Reason.WEB_PAGE),
        (bytes(9000), "a.xyz", Reason.UNKNOWN),
    ],
)
def test_a_file_is_refused_by_its_first_bytes_when_it_is_not_a_photo(
    tus_client, content, name, reason
):
    url = tus_client.begun(len(content) + 10**9, name)
    if len(content) < 4096:
        url = tus_client.begun(len(content), name)
    status, sentence = error(tus_client.patch(url, 0, content[:5000]))
    assert (status, sentence[-1]) == (422, ".")
    assert tus_client.head(url).status_code == 404
    whole = tus_client.begin(len(content), name, body=content)
    assert error(whole) == (422, sentence)


def test_an_empty_file_is_refused_with_a_message(tus_client):
    assert error(tus_client.begin(0)) == (422, "The file is empty.")


# --- Trouble at the last moment -------------------------------------------------------------


@pytest.mark.parametrize(
    ("trouble", "status"),
    [
        (vault.DiskFull(28, "no room"), 507),
        (vault.DiskFailure(5, "broken"), 503),
        (OSError(13, "not allowed"), 503),
        (OperationalError("database is locked"), 503),
        (intake.BytesVanished("x"), 503),
    ],
)
def test_an_upload_can_be_finished_later_when_the_last_step_fails(
    tus_client, monkeypatch, trouble, status
):
    content = jpeg()
    url = tus_client.begun(len(content))

    def keep(received):
        raise trouble

    monkeypatch.setattr(intake, "keep_files", keep)
    reply = tus_client.patch(url, 0, content)
    assert error(reply)[0] == status
    assert "Retry-After" in reply or status == 507
    monkeypatch.undo()
    if isinstance(trouble, vault.DiskFailure):
        assert tus_client.head(url).status_code == 404
        return
    assert tus_client.offset(url) == len(content) - 1
    last = tus_client.patch(url, len(content) - 1, content[-1:])
    assert last["Client-Pix-Outcome"] == "new"


# --- How much ------------------------------------------------------------------------------


def test_announced_uploads_count_towards_the_disk_reserve(tus_client, monkeypatch):
    monkeypatch.setattr(vault, "free_space", lambda: 10_000)
    url = tus_client.begun(6000)
    assert error(tus_client.begin(5000))[0] == 507
    tus_client.patch(url, 0, jpeg()[:500])
    assert tus_client.begin(4500).status_code == 201
    assert error(tus_client.begin(1))[0] == 507
    tus_client.request("DELETE", url)
    assert tus_client.begin(5500).status_code == 201


def test_an_uploader_has_a_quota_that_counts_each_file_once(uploader_client, settings):
    content = big(10_000)
    settings.UPLOADER_QUOTA = 25_000
    for _ in range(3):
        uploader_client.send(content)
    uploader_client.begun(15_000)
    status, sentence = error(uploader_client.begin(1))
    assert (status, "GB" in sentence) == (413, True)


def test_an_owner_has_no_quota(tus_client, settings):
    settings.UPLOADER_QUOTA = 1
    assert tus_client.send(jpeg()).status_code == 204


def test_an_upload_is_refused_when_too_many_are_unfinished(
    uploader_client, tus_client, monkeypatch
):
    monkeypatch.setattr(limits, "MAX_UNFINISHED_UPLOADS", 3)
    urls = [uploader_client.begun(5000) for _ in range(3)]
    assert error(uploader_client.begin(5000))[0] == 429
    assert tus_client.begin(5000).status_code == 201
    uploader_client.request("DELETE", urls[0])
    assert uploader_client.begin(5000).status_code == 201
