import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User
from accounts.sign_in import first_run
from accounts.sign_in.forms import FirstOwnerForm

pytestmark = [pytest.mark.django_db, pytest.mark.db]

FORM = {"name": "Anna", "email": "anna@example.org", "password": "a long enough word"}


def test_a_new_installation_redirects_to_the_set_up_page(client):
    assert client.get("/").url == "/set-up/"
    assert "setup code" in client.get("/set-up/").content.decode()


def test_the_setup_code_creates_one_owner(client):
    page = client.get(f"/set-up/?code={first_run.get_setup_code()}")
    assert 'name="email"' in page.content.decode()
    response = client.post("/set-up/", {**FORM, "code": first_run.get_setup_code()})
    assert (response.status_code, response.url) == (302, "/studio/")
    owner = User.objects.get()
    assert (owner.is_owner, owner.name) == (True, "Anna")
    assert client.get("/studio/").status_code == 200
    assert Client().get(f"/set-up/?code={first_run.get_setup_code()}").status_code == 404
    again = {**FORM, "email": "eve@example.org", "code": first_run.get_setup_code()}
    assert Client().post("/set-up/", again).status_code == 404
    assert User.objects.count() == 1


@pytest.mark.parametrize("code", ["wrong", "", " ", "\0", "é" * 10])
def test_no_owner_is_created_when_the_code_is_wrong(client, code):
    response = client.post("/set-up/", {**FORM, "code": code})
    assert response.status_code in {200, 403}
    assert not User.objects.exists()


def test_guesses_of_the_code_are_throttled(client):
    statuses = {client.get("/set-up/?code=guess").status_code for _ in range(70)}
    assert statuses == {403, 429}


def test_case_and_spaces_of_the_code_do_not_matter():
    assert first_run.is_setup_code(f"  {first_run.get_setup_code().upper()} ")
    assert len(first_run.get_setup_code()) == 10


@pytest.mark.parametrize("password", ["short", "password123", "anna@example.org"])
def test_an_error_is_shown_when_the_password_is_weak(client, password):
    response = client.post(
        "/set-up/", {**FORM, "password": password, "code": first_run.get_setup_code()}
    )
    assert response.status_code == 200
    assert not User.objects.exists()
    assert response.context["form"].errors["password"]


def test_only_one_owner_is_created_when_two_forms_are_sent(db):
    # Both forms are valid because neither was saved yet.
    forms = [FirstOwnerForm({**FORM, "email": f"{n}@x.org", "code": "c"}) for n in "ab"]
    assert all(form.is_valid() for form in forms)
    assert first_run.create_owner(forms[0])
    assert first_run.create_owner(forms[1]) is None
    assert [user.email for user in User.objects.all()] == ["a@x.org"]


def test_an_invalid_email_is_refused(client):
    with pytest.raises(ValidationError):
        User.objects.create_user("no address")
