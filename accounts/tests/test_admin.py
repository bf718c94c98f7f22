import pytest

from accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_the_owner_adds_a_person(studio):
    form = {
        "email": "Ben@Example.org",
        "role": "uploader",
        "usable_password": "true",
        "password1": "a long enough word",
        "password2": "a long enough word",
    }
    reply = studio.post("/admin/accounts/user/add/", form)
    assert reply.status_code == 302, reply.context["errors"]
    assert User.objects.get(email="ben@example.org").check_password("a long enough word")


def test_an_address_that_is_taken_is_said_so_however_it_is_written(studio, owner):
    form = {"email": "OWNER@example.org", "role": "owner", "usable_password": "false"}
    reply = studio.post("/admin/accounts/user/add/", form)
    assert reply.status_code == 200
    assert "already exists" in reply.content.decode()


def test_a_person_is_disabled_and_not_deleted(studio, uploader):
    form = {"email": uploader.email, "name": "Uwe", "role": "uploader"}
    assert studio.post(f"/admin/accounts/user/{uploader.pk}/change/", form).status_code == 302
    uploader.refresh_from_db()
    assert not uploader.is_active
    assert studio.post(f"/admin/accounts/user/{uploader.pk}/delete/").status_code == 403
