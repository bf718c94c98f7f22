"""Attacks on accounts and sign-in, and races between owners."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth import hashers
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from model_bakery import baker

from accounts.models import Invitation, User
from accounts.notices.models import Notice
from accounts.notices.notify import notify_owners
from accounts.sign_in import first_run

pytestmark = [pytest.mark.django_db, pytest.mark.db]

PASSWORD = "a long enough word"
SCRIPT = """
import sys, time
from pathlib import Path
from django.test import Client
from accounts.sign_in import first_run
from accounts.models import User
{prepare}
Path("{meeting}", "X").touch()
while len(list(Path("{meeting}").iterdir())) < {number}:
    time.sleep(0.005)
{action}
"""


@pytest.fixture
def anna(owner):
    owner.set_password(PASSWORD)
    owner.save()
    return owner


def sign_in(client, password=PASSWORD, **form):
    return client.post("/sign-in/", {"email": "owner@example.org", "password": password} | form)


def run_at_once(installation, variants, prepare, action):
    """Run the same code in one process per variant, all from the moment when the last is ready."""
    meeting = installation.folder / "meeting"
    meeting.mkdir()
    places = {"meeting": meeting, "number": len(variants)}
    code = SCRIPT.format(prepare=prepare, action=action, **places)
    codes = [code.replace("X", variant) for variant in variants]
    with ThreadPoolExecutor(len(codes)) as pool:
        return [output.strip() for output in pool.map(installation.python, codes)]


def test_invitations_stop_working_when_their_owner_is_disabled(owner):
    other = baker.make(User, email="b@x.org", role="owner")
    link = f"/join/{Invitation.objects.invite(other, label='Tom', role='owner').token}/"
    assert Client().get(link).status_code == 200
    User.objects.filter(pk=other.pk).update(is_active=False)
    assert Client().get(link).status_code == 404
    User.objects.filter(pk=other.pk).update(is_active=True, role="uploader")
    assert Client().get(link).status_code == 404


def test_no_password_is_hashed_when_a_user_is_over_the_limit(client, anna, monkeypatch):
    client.force_login(anna)
    form = {"current": "wrong", "password": "quite another sentence"}
    for _ in range(12):
        client.post("/studio/account/password/", form)
    hashes, encode = [], hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher, "encode", lambda *args: hashes.append(1) or encode(*args)
    )
    page = client.post("/studio/account/password/", form).content.decode()
    assert "Too many attempts" in page
    assert hashes == []


def test_known_browsers_are_forgotten_when_the_password_changes(anna):
    cookies = []
    for _ in range(15):
        client = Client()
        sign_in(client)
        cookies.append(client.cookies["known"].value)
    anna.set_password("quite another sentence")
    anna.save()
    statuses = []
    for cookie in cookies:
        client = Client()
        client.cookies["known"] = cookie
        statuses.append(sign_in(client, "guess").status_code)
    assert statuses == [200] * 10 + [429] * 5, "they count as one unknown address"


def test_known_browsers_share_the_attempts_of_their_user(anna):
    statuses = []
    for _ in range(12):
        client = Client()
        sign_in(client)
        client.post("/sign-out/")
        statuses += [sign_in(client, "guess").status_code for _ in range(10)]
    assert statuses.count(200) <= 100


@pytest.mark.parametrize(
    "next_url", ["foo", "join", "?x", "-1", "studio", "javascript:x", "\\evil"]
)
def test_the_next_page_is_ignored_when_it_is_not_a_path(client, anna, next_url):
    assert sign_in(client, next=next_url).url == "/studio/"
    assert client.get("/sign-in/", {"next": next_url}).url == "/studio/"
    assert client.post("/look/", {"theme": "dark", "next": next_url}).url == "/"


def test_studio_pages_are_not_cached(owner_client):
    for path in ("/studio/", "/studio/team/", "/studio/account/", "/studio/settings/"):
        assert "no-store" in owner_client.get(path)["Cache-Control"]
        assert "private" in owner_client.get(path)["Cache-Control"]


def test_a_large_body_is_refused_before_it_is_stored(client, anna):
    flood = SimpleUploadedFile("x.bin", b"x" * (1024**2 + 1))
    reply = client.post("/sign-in/", {"email": "x", "file": flood})
    assert reply.status_code == 413
    assert "too large" in reply.content.decode()


def test_owners_cannot_change_their_own_email_and_password_in_the_admin(owner_client, owner):
    path = f"/admin/accounts/user/{owner.pk}"
    assert owner_client.get(f"{path}/password/").url == "/studio/account/password/"
    owner_client.post(f"{path}/password/", {"password1": "x" * 20, "password2": "x" * 20})
    owner_client.post(f"{path}/change/", {"name": "Anna", "email": "evil@x.org", "is_active": ""})
    owner.refresh_from_db()
    assert (owner.email, owner.name, owner.is_active) == ("owner@example.org", "Anna", True)


def test_users_are_signed_out_when_the_admin_changes_their_password(owner_client, uploader):
    guest = Client()
    guest.force_login(uploader)
    form = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    owner_client.post(f"/admin/accounts/user/{uploader.pk}/password/", form)
    assert guest.get("/studio/").status_code == 302


def test_sessions_are_not_in_the_admin(owner_client):
    assert owner_client.get("/admin/accounts/session/").status_code == 404


@pytest.mark.parametrize("cookie", ['"\\000aaaaaaaaaaa"', "x" * 5000, "../../etc", "ä" * 20])
def test_invalid_cookies_are_ignored(client, owner, cookie):
    for name in ("session", "known", "theme", "django_language", "csrf"):
        client.cookies[name] = cookie
    assert client.get("/sign-in/").status_code == 200


def test_one_notice_is_created_when_it_is_sent_several_times_at_once(installation):
    action = (
        "from accounts.notices.notify import notify_owners;"
        "notify_owners('safety', 'Guessing', '/x/')"
    )
    run_at_once(installation, "abcd", "", action)
    assert installation.value("SELECT count(*) FROM notices_notice") == 1


def test_one_owner_is_left_when_two_disable_each_other_at_once(installation):
    prepare = (
        "User.objects.get_or_create(email='a@x.org', defaults={'role': 'owner'})\n"
        "User.objects.get_or_create(email='b@x.org', defaults={'role': 'owner'})\n"
        "me, you = 'X@x.org', 'ba'['ab'.index('X')] + '@x.org'\n"
        "client = Client(HTTP_HOST='localhost', raise_request_exception=False)\n"
        "client.force_login(User.objects.get(email=me))\n"
        "path = f'/studio/team/{User.objects.get(email=you).pk}/disable/'"
    )
    imports = "from django.test import Client\nfrom accounts.models import User\n"
    installation.python(imports + prepare.replace("X", "a"))
    run_at_once(installation, "ab", prepare, "client.post(path)")
    alive = "SELECT count(*) FROM accounts_user WHERE role = 'owner' AND is_active"
    assert installation.value(alive) == 1


def test_one_owner_is_created_when_three_people_set_up_at_once(installation):
    prepare = (
        "client = Client(HTTP_HOST='localhost', raise_request_exception=False)\n"
        "form = {'name': 'X', 'email': 'X@x.org', 'password': 'a long enough word',"
        " 'code': first_run.get_setup_code()}"
    )
    run_at_once(installation, "abc", prepare, "client.post('/set-up/', form)")
    assert installation.value("SELECT count(*) FROM accounts_user") == 1


def test_a_notice_is_created_again_when_the_first_was_read(db):
    notify_owners("news", "x")
    Notice.objects.mark_read()
    notify_owners("news", "x")
    assert Notice.objects.count() == 2
    assert first_run.get_setup_code()
