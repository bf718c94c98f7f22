import pytest
from django.test import Client

from accounts.models import Invitation, User
from albums.models import Album

pytestmark = [pytest.mark.django_db, pytest.mark.db]

PAGE = "/studio/albums/anna/settings/"
JOIN = {"name": "Uwe", "email": "uwe@example.org", "password": "a long enough word"}
ANNA = {"title": "Anna", "slug": "anna", "state": "draft"}


@pytest.fixture
def anna(owner):
    return Album.objects.create(title="Anna", slug="anna", created_by=owner)


@pytest.fixture
def ben(owner):
    return Album.objects.create(title="Ben", slug="ben", created_by=owner)


def test_disabled_person_stays_an_uploader(owner_client, anna, uploader):
    anna.uploaders.add(uploader)
    User.objects.filter(pk=uploader.pk).update(is_active=False)
    other = User.objects.create_user("other@x.org", is_active=False)
    page = owner_client.get(PAGE).content.decode()
    assert "uploader@example.org (can&#x27;t sign in)" in page
    assert "other@x.org" not in page
    owner_client.post(PAGE, ANNA | {"uploaders": [uploader.pk, other.pk]})
    assert list(anna.uploaders.all()) == [uploader]
    owner_client.post(PAGE, ANNA)
    assert not anna.uploaders.exists()


def test_invited_person_becomes_an_uploader_of_that_album_only(owner_client, anna, ben):
    owner_client.post(f"{PAGE}invite/", {"label": "Uwe", "role": "owner"})
    invitation = Invitation.objects.get()
    assert f"/join/{invitation.token}/" in owner_client.get(PAGE).content.decode()
    guest = Client()
    guest.post(f"/join/{invitation.token}/", JOIN)
    uwe = User.objects.get(email="uwe@example.org")
    assert (uwe.role, list(anna.uploaders.all())) == ("uploader", [uwe])
    assert guest.get("/studio/albums/anna/").status_code == 200
    assert guest.get("/studio/albums/ben/").status_code == 404
    assert invitation.token not in owner_client.get(PAGE).content.decode()


def test_invitation_without_an_album_gives_access_to_none(owner, anna):
    invitation = Invitation.objects.invite(owner, label="Uwe")
    Client().post(f"/join/{invitation.token}/", JOIN)
    assert not anna.uploaders.exists()
