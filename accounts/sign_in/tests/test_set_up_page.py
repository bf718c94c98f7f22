import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User
from accounts.sign_in import first_run
from accounts.sign_in.forms import FirstOwnerForm

pytestmark = [pytest.mark.django_db, pytest.mark.db]

FORM = {"name": "Anna", "email": "anna@example.org", "password": "a long enough word"}


def test_a_new_house_leads_to_its_first_minute(client):
    assert client.get("/").url == "/set-up/"
    assert "printed a code" in client.get("/set-up/").content.decode()


def test_the_code_makes_the_owner_once(client):
    page = client.get(f"/set-up/?code={first_run.get_setup_code()}")
    assert 'name="email"' in page.content.decode()
    reply = client.post("/set-up/", {**FORM, "code": first_run.get_setup_code()})
    assert (reply.status_code, reply.url) == (302, "/studio/")
    owner = User.objects.get()
    assert (owner.is_owner, owner.name) == (True, "Anna")
    assert client.get("/studio/").status_code == 200
    assert Client().get(f"/set-up/?code={first_run.get_setup_code()}").status_code == 404
    again = {**FORM, "email": "eve@example.org", "code": first_run.get_setup_code()}
    assert Client().post("/set-up/", again).status_code == 404
    assert User.objects.count() == 1


@pytest.mark.parametrize("code", ["wrong", "", " ", "\0", "é" * 10])
def test_without_the_code_nobody_becomes_owner(client, code):
    reply = client.post("/set-up/", {**FORM, "code": code})
    assert reply.status_code in {200, 403}
    assert not User.objects.exists()


def test_the_code_cannot_be_guessed_for_long(client):
    found = {client.get("/set-up/?code=guess").status_code for _ in range(70)}
    assert found == {403, 429}


def test_a_code_is_read_as_people_type_it():
    assert first_run.is_setup_code(f"  {first_run.get_setup_code().upper()} ")
    assert len(first_run.get_setup_code()) == 10


@pytest.mark.parametrize("password", ["short", "password123", "anna@example.org"])
def test_a_weak_password_is_refused_with_a_reason(client, password):
    reply = client.post(
        "/set-up/", {**FORM, "password": password, "code": first_run.get_setup_code()}
    )
    assert reply.status_code == 200
    assert not User.objects.exists()
    assert reply.context["form"].errors["password"]


def test_of_two_who_are_first_one_is(db):
    """The second form was filled in before the first was sent."""
    forms = [FirstOwnerForm({**FORM, "email": f"{n}@x.org", "code": "c"}) for n in "ab"]
    assert all(form.is_valid() for form in forms)
    assert first_run.create_owner(forms[0])
    assert first_run.create_owner(forms[1]) is None
    assert [user.email for user in User.objects.all()] == ["a@x.org"]


def test_an_address_is_checked(client):
    with pytest.raises(ValidationError):
        User.objects.create_user("no address")
