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

NEW_PASSWORD = "quite another sentence"


@pytest.fixture
def has_mail(settings):
    settings.HAS_MAIL = True


@pytest.fixture
def request_link(run_jobs):
    def ask(email):
        response = Client().post("/forgot/", {"email": email})
        run_jobs()
        return response

    return ask


def test_the_page_names_the_command_when_there_is_no_email_server(client, owner, request_link):
    assert "manage.py set_password" in client.get("/forgot/").content.decode()
    request_link(owner.email)
    assert mail.outbox == []


def test_the_emailed_link_works_once(has_mail, owner, request_link):
    request_link(owner.email)
    (email_message,) = mail.outbox
    assert email_message.to == [owner.email]
    path = re.search(r"http://localhost:8000(/reset/\S+)", email_message.body)[1]
    client = Client()
    assert client.get(path).status_code == 200
    assert client.post(path, {"password": NEW_PASSWORD}).url == "/studio/"
    assert User.objects.get().check_password(NEW_PASSWORD)
    assert Client().get(path).status_code == 404
    assert Client().post(path, {"password": "a third one, even"}).status_code == 404


def test_the_answer_is_the_same_when_the_email_is_unknown(has_mail, owner, request_link):
    known, unknown = (bare(request_link(email)) for email in (owner.email, "nobody@example.org"))
    assert known.replace(b"owner@", b"") == unknown.replace(b"nobody@", b"")
    assert len(mail.outbox) == 1


def test_no_link_is_sent_when_the_user_is_disabled(has_mail, owner, request_link):
    User.objects.update(is_active=False)
    request_link(owner.email)
    assert mail.outbox == []


@pytest.mark.parametrize("path", ["/reset/x/y/", "/reset/AAAA/set-password/", "/reset/%00/%00/"])
def test_an_unknown_link_returns_404(client, owner, path):
    assert client.get(path).status_code == 404


def test_the_number_of_emails_is_limited(has_mail, owner, client):
    statuses = [client.post("/forgot/", {"email": owner.email}).status_code for _ in range(12)]
    assert statuses == [200] * 10 + [429] * 2


def test_all_browsers_are_signed_out_when_the_password_is_reset(
    has_mail, owner, owner_client, request_link
):
    request_link(owner.email)
    path = re.search(r"(/reset/\S+)", mail.outbox[0].body)[1]
    Client().post(path, {"password": NEW_PASSWORD})
    assert owner_client.get("/studio/").status_code == 302


def test_the_email_is_in_the_language_of_the_request(owner):
    tasks.send_password_reset.func(owner.email, "de")
    assert "Passwort" in mail.outbox[0].subject


def test_set_password_changes_the_password_and_signs_out(owner, owner_client, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{NEW_PASSWORD}\n"))
    call_command("set_password", "OWNER@example.org")
    assert User.objects.get().check_password(NEW_PASSWORD)
    assert owner_client.get("/studio/").status_code == 302


@pytest.mark.parametrize(
    ("email", "password", "reason"),
    [("nobody@x.org", NEW_PASSWORD, "no user"), ("owner@example.org", "short", "too short")],
)
def test_set_password_fails_with_a_reason(owner, monkeypatch, email, password, reason):
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{password}\n"))
    with pytest.raises(CommandError, match=reason):
        call_command("set_password", email)
