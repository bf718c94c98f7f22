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


def test_who_cannot_sign_in_just_now_stays_an_uploader(owner_client, anna, uploader):
    anna.uploaders.add(uploader)
    User.objects.filter(pk=uploader.pk).update(is_active=False)
    other = User.objects.create_user("other@x.org", is_active=False)
    page = owner_client.get(PAGE).content.decode()
    assert "uploader@example.org (cannot sign in)" in page
    assert "other@x.org" not in page
    owner_client.post(PAGE, ANNA | {"uploaders": [uploader.pk, other.pk]})
    assert list(anna.uploaders.all()) == [uploader]
    owner_client.post(PAGE, ANNA)
    assert not anna.uploaders.exists()


def test_who_follows_the_invitation_to_an_album_works_in_it_and_in_no_other(
    owner_client, anna, ben
):
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


def test_an_invitation_without_an_album_opens_none(owner, anna):
    invitation = Invitation.objects.invite(owner, label="Uwe")
    Client().post(f"/join/{invitation.token}/", JOIN)
    assert not anna.uploaders.exists()
