import uuid
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from model_bakery import baker

from accounts.models import Session
from albums.models import Album, Placement
from assets.models import Asset, Picture, Version
from assets.tests.factories.assets import PHOTO, keep

pytestmark = pytest.mark.django_db
NAME = "Zoë & Jörg 001.JPG"


@pytest.fixture
def album(owner):
    return Album.objects.create(title="Wedding", slug="wedding", created_by=owner)


@pytest.fixture
def version(album, owner):
    picture = Picture.objects.create()
    Placement.objects.create(album=album, picture=picture, order_key="a")
    return baker.make(
        Version, picture=picture, asset=keep(), name=NAME, role="camera", uploader=owner
    )


@pytest.fixture
def uploader_client(uploader):
    client = Client()
    client.force_login(uploader)
    return client


def url(version):
    return f"/studio/file/{version.pk}/"


def content(response):
    return b"".join(response) if response.streaming else response.content


def get_refusal(client, version):
    response = client.get(url(version))
    assert content(response) == b""
    assert response["Cache-Control"] == "private, no-store"
    assert "Location" not in response
    return response.status_code


def test_the_original_file_is_sent_under_its_name(owner_client, version):
    response = owner_client.get(url(version))
    assert content(response) == PHOTO
    assert response["ETag"] == f'"{version.asset.sha256}"'
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"] == (
        f"attachment; filename=\"Zo_ _ J_rg 001.JPG\"; filename*=UTF-8''{quote(NAME)}"
    )
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_download_resumes_where_it_stopped(owner_client, version):
    head = owner_client.head(url(version))
    assert (head.status_code, head["Content-Length"]) == (200, str(len(PHOTO)))
    resume = {"Range": "bytes=5000-", "If-Range": head["ETag"]}
    rest = owner_client.get(url(version), headers=resume)
    assert (rest.status_code, content(rest)) == (206, PHOTO[5000:])
    done = owner_client.get(url(version), headers={"Range": f"bytes={len(PHOTO)}-"})
    assert (done.status_code, content(done)) == (416, b"")


def test_a_stranger_gets_an_empty_answer_and_no_sign_in_page(client, version):
    assert get_refusal(client, version) == 403
    assert client.cookies == {}


def test_access_ends_with_the_session(owner_client, version):
    Session.objects.all().delete()
    assert get_refusal(owner_client, version) == 403


def test_an_uploader_gets_files_of_albums_they_are_invited_to(
    uploader_client, uploader, album, version
):
    assert get_refusal(uploader_client, version) == 404
    album.uploaders.add(uploader)
    assert content(uploader_client.get(url(version))) == PHOTO
    album.uploaders.clear()
    assert get_refusal(uploader_client, version) == 404


def test_an_uploader_gets_no_file_from_the_trash(uploader_client, uploader, album, version):
    album.uploaders.add(uploader)
    Placement.objects.update(trashed_at=timezone.now())
    assert get_refusal(uploader_client, version) == 404
    Placement.objects.update(trashed_at=None)
    Album.objects.update(trashed_at=timezone.now())
    assert get_refusal(uploader_client, version) == 404


def test_an_uploader_gets_a_file_when_one_of_its_albums_is_theirs(
    uploader_client, uploader, version, owner
):
    other = Album.objects.create(title="Best of", slug="best-of", created_by=owner)
    other.uploaders.add(uploader)
    assert get_refusal(uploader_client, version) == 404
    Placement.objects.create(album=other, picture=version.picture, order_key="a")
    assert content(uploader_client.get(url(version))) == PHOTO


def test_an_owner_gets_a_file_that_is_in_no_album(owner_client, version):
    Placement.objects.all().delete()
    assert content(owner_client.get(url(version))) == PHOTO


def test_a_forbidden_file_looks_like_a_missing_one(uploader_client, version):
    with CaptureQueriesContext(connection) as forbidden:
        assert get_refusal(uploader_client, version) == 404
    with CaptureQueriesContext(connection) as missing:
        assert get_refusal(uploader_client, Version(pk=uuid.uuid4())) == 404
    assert len(forbidden) == len(missing)


def test_a_lost_file_is_not_sent(owner_client, version):
    Asset.objects.update(lost_at=timezone.now())
    assert get_refusal(owner_client, version) == 404


def test_other_urls_origins_and_methods_are_refused(owner_client, version):
    assert owner_client.get(url(version).removesuffix("/")).status_code == 404
    assert (
        owner_client.get(url(version), headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    )
    assert owner_client.post(url(version)).status_code == 405
