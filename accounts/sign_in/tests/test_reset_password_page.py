import io
import re
import sys

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from accounts.sign_in import tasks
from clientpix.testing.responses import bare

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NEW = "quite another sentence"


@pytest.fixture
def mailing(settings):
    settings.HAS_MAIL = True


@pytest.fixture
def asked_for(work):
    def ask(email):
        reply = Client().post("/forgot/", {"email": email})
        work()
        return reply

    return ask


def test_without_mail_the_page_says_who_can_help(client, owner, asked_for):
    assert "manage.py set_password" in client.get("/forgot/").content.decode()
    asked_for(owner.email)
    assert mail.outbox == []


def test_a_link_by_mail_lets_in_once(mailing, owner, asked_for):
    asked_for(owner.email)
    (letter,) = mail.outbox
    assert letter.to == [owner.email]
    path = re.search(r"http://localhost:8000(/reset/\S+)", letter.body)[1]
    client = Client()
    assert client.get(path).status_code == 200
    assert client.post(path, {"password": NEW}).url == "/studio/"
    assert User.objects.get().check_password(NEW)
    assert Client().get(path).status_code == 404
    assert Client().post(path, {"password": "a third one, even"}).status_code == 404


def test_unknown_addresses_hear_the_same_and_get_nothing(mailing, owner, asked_for):
    known, unknown = (bare(asked_for(email)) for email in (owner.email, "nobody@example.org"))
    assert known.replace(b"owner@", b"") == unknown.replace(b"nobody@", b"")
    assert len(mail.outbox) == 1


def test_a_disabled_person_gets_no_link(mailing, owner, asked_for):
    User.objects.update(is_active=False)
    asked_for(owner.email)
    assert mail.outbox == []


@pytest.mark.parametrize("path", ["/reset/x/y/", "/reset/AAAA/set-password/", "/reset/%00/%00/"])
def test_an_invented_link_opens_nothing(client, owner, path):
    assert client.get(path).status_code == 404


def test_mail_cannot_be_had_without_end(mailing, owner, client):
    found = [client.post("/forgot/", {"email": owner.email}).status_code for _ in range(12)]
    assert found == [200] * 10 + [429] * 2


def test_a_reset_ends_every_browser(mailing, owner, studio, asked_for):
    asked_for(owner.email)
    path = re.search(r"(/reset/\S+)", mail.outbox[0].body)[1]
    Client().post(path, {"password": NEW})
    assert studio.get("/studio/").status_code == 302


def test_a_letter_speaks_the_language_of_who_asked(owner):
    tasks.send_password_reset.func(owner.email, "de")
    assert "Passwort" in mail.outbox[0].subject


def test_a_password_is_set_at_the_server(owner, studio, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{NEW}\n"))
    call_command("set_password", "OWNER@example.org")
    assert User.objects.get().check_password(NEW)
    assert studio.get("/studio/").status_code == 302


@pytest.mark.parametrize(
    ("email", "word", "reason"),
    [("nobody@x.org", NEW, "Nobody"), ("owner@example.org", "short", "too short")],
)
def test_a_mistake_at_the_server_is_said(owner, monkeypatch, email, word, reason):
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{word}\n"))
    with pytest.raises(CommandError, match=reason):
        call_command("set_password", email)
