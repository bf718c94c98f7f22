import pytest
from django.test import Client

from accounts.models import Session, User
from accounts.sessions.last_seen import LastSeenBuffer

pytestmark = [pytest.mark.django_db, pytest.mark.db]

WORD, OTHER = "a long enough word", "quite another sentence"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture
def anna(owner):
    owner.set_password(WORD)
    owner.save()
    return owner


def signed_in(agent=FIREFOX):
    client = Client(headers={"User-Agent": agent})
    form = {"email": "owner@example.org", "password": WORD}
    assert client.post("/sign-in/", form).status_code == 302
    return client


def test_a_name_is_changed_and_nothing_else(anna):
    client = signed_in()
    client.post("/studio/account/", {"name": "Anna", "role": "uploader", "email": "x@x.org"})
    anna.refresh_from_db()
    assert (anna.name, anna.role, anna.email) == ("Anna", "owner", "owner@example.org")


def test_the_address_is_changed_by_who_knows_the_password(anna):
    client = signed_in()
    path = "/studio/account/address/"
    client.post(path, {"email": "new@example.org", "current": "wrong"})
    assert User.objects.get().email == "owner@example.org"
    client.post(path, {"email": " New@Example.org", "current": WORD})
    assert User.objects.get().email == "new@example.org"


def test_an_address_that_is_taken_stays_whose_it_is(anna, uploader):
    client = signed_in()
    form = {"email": uploader.email.upper(), "current": WORD}
    reply = client.post("/studio/account/address/", form)
    assert "already" in str(reply.context["form"].errors["email"])


def test_a_new_password_ends_every_other_browser(anna):
    here, there = signed_in(), signed_in()
    key = here.session.session_key
    here.post("/studio/account/password/", {"current": WORD, "password": OTHER})
    assert here.get("/studio/").status_code == 200
    assert here.session.session_key != key, "the key changes as well"
    assert there.get("/studio/").status_code == 302
    assert Session.objects.of(anna).count() == 1
    assert User.objects.get().check_password(OTHER)


def test_the_current_password_cannot_be_guessed_here_either(anna):
    client = signed_in()
    form = {"current": "wrong", "password": OTHER}
    for _ in range(25):
        reply = client.post("/studio/account/password/", form)
    assert "Too many" in reply.content.decode()
    reply = client.post("/studio/account/password/", {"current": WORD, "password": OTHER})
    assert "Too many" in reply.content.decode()


def test_browsers_are_listed_and_ended_one_by_one(anna):
    here, there = (
        signed_in(),
        signed_in("Mozilla/5.0 (iPhone) AppleWebKit Version/17 Safari/604.1"),
    )
    page = here.get("/studio/account/").content.decode()
    assert "Firefox, Linux" in page
    assert "Safari, iPhone" in page
    assert there.session.session_key not in page
    other = Session.objects.get(session_key=there.session.session_key)
    assert here.post(f"/studio/account/sessions/{other.handle}/end/").status_code == 302
    assert there.get("/studio/").status_code == 302
    assert here.get("/studio/").status_code == 200


def test_nobody_ends_the_browser_of_somebody_else(anna, uploader):
    here, guest = signed_in(), Client()
    guest.force_login(uploader)
    handle = Session.objects.get(session_key=here.session.session_key).handle
    assert guest.post(f"/studio/account/sessions/{handle}/end/").status_code == 404
    assert here.get("/studio/").status_code == 200


def test_who_was_here_is_noted_in_memory_and_written_later(anna, monkeypatch):
    presence = LastSeenBuffer()
    monkeypatch.setattr(presence, "_write_now_and_then", lambda: None)
    presence.note(anna)
    anna.refresh_from_db()
    assert anna.seen_at is None
    presence.write()
    anna.refresh_from_db()
    assert anna.seen_at
