import pytest

from accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_owners_can_add_a_user(owner_client):
    form = {
        "email": "Ben@Example.org",
        "role": "uploader",
        "usable_password": "true",
        "password1": "a long enough word",
        "password2": "a long enough word",
    }
    response = owner_client.post("/admin/accounts/user/add/", form)
    assert response.status_code == 302, response.context["errors"]
    assert User.objects.get(email="ben@example.org").check_password("a long enough word")


def test_an_error_is_shown_when_the_email_is_taken_in_other_case(owner_client, owner):
    form = {"email": "OWNER@example.org", "role": "owner", "usable_password": "false"}
    response = owner_client.post("/admin/accounts/user/add/", form)
    assert response.status_code == 200
    assert "already exists" in response.content.decode()


def test_users_can_be_disabled_but_not_deleted(owner_client, uploader):
    form = {"email": uploader.email, "name": "Uwe", "role": "uploader"}
    assert (
        owner_client.post(f"/admin/accounts/user/{uploader.pk}/change/", form).status_code == 302
    )
    uploader.refresh_from_db()
    assert not uploader.is_active
    assert owner_client.post(f"/admin/accounts/user/{uploader.pk}/delete/").status_code == 403
