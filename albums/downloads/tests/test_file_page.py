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
def guest(uploader):
    client = Client()
    client.force_login(uploader)
    return client


def url(version):
    return f"/studio/file/{version.pk}/"


def content(reply):
    return b"".join(reply) if reply.streaming else reply.content


def refused(client, version):
    reply = client.get(url(version))
    assert content(reply) == b""
    assert reply["Cache-Control"] == "private, no-store"
    assert "Location" not in reply
    return reply.status_code


def test_a_file_goes_out_as_it_came(studio, version):
    reply = studio.get(url(version))
    assert content(reply) == PHOTO
    assert reply["ETag"] == f'"{version.asset.sha256}"'
    assert reply["Content-Type"] == "image/jpeg"
    assert reply["Content-Disposition"] == (
        f"attachment; filename=\"Zo_ _ J_rg 001.JPG\"; filename*=UTF-8''{quote(NAME)}"
    )
    assert reply["Cache-Control"] == "private, no-store"
    assert reply["X-Content-Type-Options"] == "nosniff"


def test_a_download_goes_on_where_it_stopped(studio, version):
    head = studio.head(url(version))
    assert (head.status_code, head["Content-Length"]) == (200, str(len(PHOTO)))
    going_on = {"Range": "bytes=5000-", "If-Range": head["ETag"]}
    rest = studio.get(url(version), headers=going_on)
    assert (rest.status_code, content(rest)) == (206, PHOTO[5000:])
    done = studio.get(url(version), headers={"Range": f"bytes={len(PHOTO)}-"})
    assert (done.status_code, content(done)) == (416, b"")


def test_who_is_not_signed_in_gets_nothing_and_no_page_in_its_place(client, version):
    assert refused(client, version) == 403
    assert client.cookies == {}


def test_it_ends_with_the_session(studio, version):
    Session.objects.all().delete()
    assert refused(studio, version) == 403


def test_an_uploader_has_the_files_of_albums_that_they_are_invited_to(
    guest, uploader, album, version
):
    assert refused(guest, version) == 404
    album.uploaders.add(uploader)
    assert content(guest.get(url(version))) == PHOTO
    album.uploaders.clear()
    assert refused(guest, version) == 404


def test_an_uploader_has_nothing_of_what_was_put_into_the_trash(guest, uploader, album, version):
    album.uploaders.add(uploader)
    Placement.objects.update(trashed_at=timezone.now())
    assert refused(guest, version) == 404
    Placement.objects.update(trashed_at=None)
    Album.objects.update(trashed_at=timezone.now())
    assert refused(guest, version) == 404


def test_a_picture_that_lies_in_two_albums_is_asked_for_in_either(guest, uploader, version, owner):
    other = Album.objects.create(title="Best of", slug="best-of", created_by=owner)
    other.uploaders.add(uploader)
    assert refused(guest, version) == 404
    Placement.objects.create(album=other, picture=version.picture, order_key="a")
    assert content(guest.get(url(version))) == PHOTO


def test_an_owner_has_every_file_wherever_it_lies(studio, version):
    Placement.objects.all().delete()
    assert content(studio.get(url(version))) == PHOTO


def test_what_one_may_not_have_looks_like_what_is_not_there(guest, version):
    with CaptureQueriesContext(connection) as asked:
        assert refused(guest, version) == 404
    with CaptureQueriesContext(connection) as of_nothing:
        assert refused(guest, Version(pk=uuid.uuid4())) == 404
    assert len(asked) == len(of_nothing)


def test_a_damaged_file_is_not_handed_out(studio, version):
    Asset.objects.update(lost_at=timezone.now())
    assert refused(studio, version) == 404


def test_no_address_leads_on(studio, version):
    assert studio.get(url(version).removesuffix("/")).status_code == 404
    assert studio.get(url(version), headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert studio.post(url(version)).status_code == 405
