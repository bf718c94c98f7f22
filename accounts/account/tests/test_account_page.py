import pytest
from django.test import Client

from accounts.models import Session, User
from accounts.sessions.last_seen import LastSeenBuffer

pytestmark = [pytest.mark.django_db, pytest.mark.db]

PASSWORD, NEW_PASSWORD = "a long enough word", "quite another sentence"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture
def anna(owner):
    owner.set_password(PASSWORD)
    owner.save()
    return owner


def sign_in_with(agent=FIREFOX):
    client = Client(headers={"User-Agent": agent})
    form = {"email": "owner@example.org", "password": PASSWORD}
    assert client.post("/sign-in/", form).status_code == 302
    return client


def test_only_the_name_changes_when_the_profile_is_saved(anna):
    client = sign_in_with()
    client.post("/studio/account/", {"name": "Anna", "role": "uploader", "email": "x@x.org"})
    anna.refresh_from_db()
    assert (anna.name, anna.role, anna.email) == ("Anna", "owner", "owner@example.org")


def test_the_email_changes_only_when_the_password_is_right(anna):
    client = sign_in_with()
    path = "/studio/account/address/"
    client.post(path, {"email": "new@example.org", "current": "wrong"})
    assert User.objects.get().email == "owner@example.org"
    client.post(path, {"email": " New@Example.org", "current": PASSWORD})
    assert User.objects.get().email == "new@example.org"


def test_an_email_is_refused_when_it_is_taken(anna, uploader):
    client = sign_in_with()
    form = {"email": uploader.email.upper(), "current": PASSWORD}
    response = client.post("/studio/account/address/", form)
    assert "already" in str(response.context["form"].errors["email"])


def test_other_browsers_are_signed_out_when_the_password_changes(anna):
    here, elsewhere = sign_in_with(), sign_in_with()
    key = here.session.session_key
    here.post("/studio/account/password/", {"current": PASSWORD, "password": NEW_PASSWORD})
    assert here.get("/studio/").status_code == 200
    assert here.session.session_key != key, "the key changes as well"
    assert elsewhere.get("/studio/").status_code == 302
    assert Session.objects.for_user(anna).count() == 1
    assert User.objects.get().check_password(NEW_PASSWORD)


def test_password_changes_are_throttled_like_sign_ins(anna):
    client = sign_in_with()
    form = {"current": "wrong", "password": NEW_PASSWORD}
    for _ in range(25):
        response = client.post("/studio/account/password/", form)
    assert "Too many" in response.content.decode()
    response = client.post(
        "/studio/account/password/", {"current": PASSWORD, "password": NEW_PASSWORD}
    )
    assert "Too many" in response.content.decode()


def test_browsers_are_listed_and_can_be_signed_out_one_by_one(anna):
    here, elsewhere = (
        sign_in_with(),
        sign_in_with("Mozilla/5.0 (iPhone) AppleWebKit Version/17 Safari/604.1"),
    )
    page = here.get("/studio/account/").content.decode()
    assert "Firefox, Linux" in page
    assert "Safari, iPhone" in page
    assert elsewhere.session.session_key not in page
    other = Session.objects.get(session_key=elsewhere.session.session_key)
    assert here.post(f"/studio/account/sessions/{other.handle}/end/").status_code == 302
    assert elsewhere.get("/studio/").status_code == 302
    assert here.get("/studio/").status_code == 200


def test_users_cannot_end_the_sessions_of_others(anna, uploader):
    here, guest = sign_in_with(), Client()
    guest.force_login(uploader)
    handle = Session.objects.get(session_key=here.session.session_key).handle
    assert guest.post(f"/studio/account/sessions/{handle}/end/").status_code == 404
    assert here.get("/studio/").status_code == 200


def test_last_seen_times_stay_in_memory_until_they_are_flushed(anna, monkeypatch):
    buffer = LastSeenBuffer()
    monkeypatch.setattr(buffer, "_flush_periodically", lambda: None)
    buffer.note(anna)
    anna.refresh_from_db()
    assert anna.last_seen_at is None
    buffer.flush()
    anna.refresh_from_db()
    assert anna.last_seen_at
