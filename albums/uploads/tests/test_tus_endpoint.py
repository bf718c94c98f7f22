"""The endpoint, header by header."""

import base64
from datetime import timedelta

import pytest
from django.conf import settings as house_settings
from django.utils import timezone
from django.utils.http import parse_http_date
from model_bakery import baker

from albums.models import Album
from albums.uploads.tests.tus_client import UPLOADS, Sender, checksum, error, metadata, sha256_of
from assets.models import Asset
from assets.storage import vault
from assets.tests.factories.files import jpeg

pytestmark = pytest.mark.django_db
NOBODY = f"{UPLOADS}{'0' * 32}/"


def incoming():
    return {path.suffix for path in vault.incoming_folder().iterdir() if path.suffix}


def test_options_lists_the_supported_features(owner_client):
    reply = owner_client.options(UPLOADS)
    assert reply.status_code == 204
    assert reply["Tus-Version"] == reply["Tus-Resumable"] == "1.0.0"
    assert set(reply["Tus-Extension"].split(",")) == {
        *("creation", "creation-with-upload", "checksum", "expiration", "termination")
    }
    assert set(reply["Tus-Checksum-Algorithm"].split(",")) == {"sha1", "sha256"}
    assert int(reply["Tus-Max-Size"]) == house_settings.MAX_FILE_SIZE
    assert owner_client.options(NOBODY)["Tus-Version"] == "1.0.0"


def test_a_file_is_stored_when_its_last_chunk_has_arrived(tus_client):
    content = jpeg() + bytes(5000)
    url = tus_client.begun(len(content), sha256=sha256_of(content).upper())
    first = tus_client.patch(url, 0, content[:3000])
    assert (first.status_code, first["Upload-Offset"]) == (204, "3000")
    assert "Client-Pix-Outcome" not in first
    assert not Asset.objects.exists()
    last = tus_client.patch(url, 3000, content[3000:])
    assert (last.status_code, last["Upload-Offset"]) == (204, str(len(content)))
    assert last["Client-Pix-Outcome"] == "new"
    asset = Asset.objects.get(sha256=sha256_of(content))
    assert str(asset.versions.get().picture_id) == last["Client-Pix-Picture"]
    assert b"".join(vault.open_range(asset.key, 0, asset.size)) == content


def test_a_new_upload_returns_its_url_and_expiry(tus_client):
    reply = tus_client.begin(5000)
    assert reply.status_code == 201
    assert reply["Upload-Offset"] == "0"
    assert reply["Location"].startswith(UPLOADS)
    day = (timezone.now() + timedelta(days=1)).timestamp()
    assert abs(parse_http_date(reply["Upload-Expires"]) - day) < 600
    going_on = tus_client.patch(reply["Location"], 0, jpeg()[:500])
    assert parse_http_date(going_on["Upload-Expires"]) > day + 5 * 86400


def test_head_returns_the_offset_and_the_metadata(tus_client):
    url = tus_client.begun(5000, name="ä.jpg", folder="Tag 1")
    tus_client.patch(url, 0, jpeg()[:500])
    reply = tus_client.head(url)
    assert reply.status_code == 200
    assert (reply["Upload-Offset"], reply["Upload-Length"]) == ("500", "5000")
    labels = {"filename": "ä.jpg", "album": tus_client.album.pk, "folder": "Tag 1"}
    assert reply["Upload-Metadata"] == metadata(**labels)
    assert "no-store" in reply["Cache-Control"]


def test_the_first_chunk_may_be_sent_on_creation(tus_client):
    content = jpeg() + bytes(5000)
    reply = tus_client.begin(len(content), body=content[:2000])
    assert (reply.status_code, reply["Upload-Offset"]) == (201, "2000")
    assert tus_client.offset(reply["Location"]) == 2000
    assert tus_client.patch(reply["Location"], 2000, content[2000:]).status_code == 204
    whole = tus_client.begin(len(content), body=content, Upload_Checksum=checksum(content))
    assert (whole.status_code, whole["Upload-Offset"]) == (201, str(len(content)))
    assert whole["Client-Pix-Outcome"] == "here"


def test_a_cancelled_upload_leaves_nothing(tus_client):
    url = tus_client.begun(5000)
    tus_client.patch(url, 0, jpeg()[:500])
    assert tus_client.request("DELETE", url).status_code == 204
    assert incoming() == set()
    assert tus_client.head(url).status_code == 404
    assert error(tus_client.patch(url, 500, b"x"))[0] == 404
    assert error(tus_client.request("DELETE", url))[0] == 404


@pytest.mark.parametrize("version", [None, "0.2.2", "1.0", "1.0.1"])
def test_another_version_of_tus_is_refused(tus_client, version):
    url = tus_client.begun(5000)
    for method, address in (("POST", UPLOADS), ("PATCH", url), ("DELETE", url)):
        reply = tus_client.request(method, address, Tus_Resumable=version)
        assert error(reply)[0] == 412
        assert reply["Tus-Version"] == "1.0.0"
    assert tus_client.request("HEAD", url, Tus_Resumable=version).status_code == 412
    assert tus_client.offset(url) == 0


@pytest.mark.parametrize(
    ("length", "status"),
    [(None, 400), ("", 400), ("-5", 400), ("x", 400), ("1e3", 400), (0, 422), ("0" * 9, 422)],
)
def test_an_invalid_length_is_refused(tus_client, length, status):
    assert error(tus_client.begin(length))[0] == status


def test_a_file_over_the_limit_is_refused_with_the_limit(tus_client, settings):
    settings.MAX_FILE_SIZE = 3 * 1024**3
    assert error(tus_client.begin(3 * 1024**3 + 1)) == (413, "A file can be at most 3 GB.")
    assert tus_client.begin(3 * 1024**3).status_code == 201


@pytest.mark.parametrize(
    "header",
    [
        "filename a",
        "filename !!!!",
        "filename YQ==,filename Yg==",
        "a YQ==,,b\tc YQ==",
        "filename YQ",
        "ü YQ==",
        "filename YQ== YQ==",
    ],
)
def test_invalid_metadata_is_refused(tus_client, header):
    album = base64.b64encode(str(tus_client.album.pk).encode()).decode()
    reply = tus_client.begin(5000, Upload_Metadata=f"album {album},{header}")
    assert error(reply)[0] == 400


def test_unknown_metadata_is_ignored(tus_client):
    header = f"relativePath,filetype aW1hZ2U=,{metadata(album=tus_client.album.pk)}"
    url = tus_client.begin(5000, Upload_Metadata=header)["Location"]
    assert tus_client.head(url)["Upload-Metadata"] == header


@pytest.mark.parametrize("sha256", ["0" * 63, "g" * 64, b"\xff" * 64, "0" * 65])
def test_an_invalid_hash_is_refused(tus_client, sha256):
    assert error(tus_client.begin(5000, labels={"sha256": sha256}))[0] == 400


@pytest.mark.parametrize("method", ["GET", "PUT", "HEAD", "PATCH", "DELETE"])
def test_other_methods_are_refused(tus_client, method):
    reply = tus_client.request(method, UPLOADS)
    assert reply.status_code == 405
    assert reply["Allow"] == "OPTIONS, POST"
    assert tus_client.request("POST", NOBODY).status_code == 405


@pytest.mark.parametrize("pk", ["", "x", "00000000-0000-4000-8000-000000000000", b"\xff\x00"])
def test_an_upload_is_refused_when_the_album_does_not_exist(tus_client, pk):
    assert error(tus_client.begin(5000, labels={"album": pk}))[0] == 404


def test_an_upload_is_refused_when_the_album_is_in_the_trash(tus_client):
    url = tus_client.begun(5000)
    Album.objects.update(trashed_at=timezone.now())
    assert error(tus_client.begin(5000))[0] == 404
    assert error(tus_client.patch(url, 0, jpeg()[:100]))[0] == 404


def test_an_uploader_uploads_only_to_albums_they_are_invited_to(client, uploader, album):
    client.force_login(uploader)
    sender = Sender(client, album)
    assert error(sender.begin(5000))[0] == 404
    album.uploaders.add(uploader)
    assert sender.send(jpeg())["Client-Pix-Outcome"] == "new"
    url = sender.begun(5000)
    album.uploaders.remove(uploader)
    assert error(sender.patch(url, 0, jpeg()[:100]))[0] == 404


def test_an_upload_is_not_found_for_other_users(tus_client, client, album, uploader):
    url = tus_client.begun(5000)
    for other in (baker.make("accounts.User", email="b@example.org", role="owner"), uploader):
        album.uploaders.add(other)
        client.force_login(other)
        stranger = Sender(client, album)
        assert stranger.head(url).status_code == 404
        assert error(stranger.patch(url, 0, jpeg()[:100]))[0] == 404
        assert error(stranger.request("DELETE", url))[0] == 404
    client.force_login(album.created_by)
    assert tus_client.offset(url) == 0


def test_an_error_without_a_redirect_is_returned_when_signed_out(client, album):
    stranger = Sender(client, album)
    assert error(stranger.begin(5000))[0] == 403
    assert error(stranger.patch(NOBODY, 0, b"x"))[0] == 403
    assert stranger.head(NOBODY).status_code == 403


def test_an_upload_is_refused_without_a_csrf_token(owner, album):
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    browser.force_login(owner)
    sender = Sender(browser, album)
    assert sender.begin(5000).status_code == 403
    browser.get("/sign-in/")
    page = browser.get("/studio/account/")
    token = page.context["csrf_token"]
    url = sender.begin(5000, X_CSRFToken=token)["Location"]
    assert sender.patch(url, 0, jpeg()[:100]).status_code == 403
    assert sender.request("DELETE", url).status_code == 403
    assert sender.patch(url, 0, jpeg()[:100], X_CSRFToken=token).status_code == 204
