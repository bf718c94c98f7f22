"""What was tried against the doors of the studio, each time in vain."""

import time
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

WORD = "a long enough word"
AT_ONCE = """
import sys, time
from django.test import Client
from accounts.sign_in import first_run
from accounts.models import User
{prepare}
time.sleep(max(0, {moment} - time.time()))
{act}
"""


@pytest.fixture
def anna(owner):
    owner.set_password(WORD)
    owner.save()
    return owner


def sign_in(client, password=WORD, **form):
    return client.post("/sign-in/", {"email": "owner@example.org", "password": password} | form)


def at_once(house, variants, prepare, act):
    """The same in several processes, in the same moment."""
    code = AT_ONCE.format(prepare=prepare, act=act, moment=time.time() + 3)
    codes = [code.replace("X", variant) for variant in variants]
    with ThreadPoolExecutor(len(codes)) as pool:
        return [output.strip() for output in pool.map(house.python, codes)]


def test_what_a_disabled_owner_left_behind_opens_nothing(owner):
    other = baker.make(User, email="b@x.org", role="owner")
    link = f"/join/{Invitation.objects.invite(other, label='Tom', role='owner').token}/"
    assert Client().get(link).status_code == 200
    User.objects.filter(pk=other.pk).update(is_active=False)
    assert Client().get(link).status_code == 404
    User.objects.filter(pk=other.pk).update(is_active=True, role="uploader")
    assert Client().get(link).status_code == 404


def test_who_is_over_the_limit_makes_nobody_hash(client, anna, monkeypatch):
    client.force_login(anna)
    form = {"current": "wrong", "password": "quite another sentence"}
    for _ in range(12):
        client.post("/studio/account/password/", form)
    hashed, real = [], hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher, "encode", lambda *given: hashed.append(1) or real(*given)
    )
    page = client.post("/studio/account/password/", form).content.decode()
    assert "Too many tries" in page
    assert hashed == []


def test_known_browsers_are_forgotten_with_the_password(anna):
    marks = []
    for _ in range(15):
        client = Client()
        sign_in(client)
        marks.append(client.cookies["known"].value)
    anna.set_password("quite another sentence")
    anna.save()
    found = []
    for mark in marks:
        client = Client()
        client.cookies["known"] = mark
        found.append(sign_in(client, "guess").status_code)
    assert found == [200] * 10 + [429] * 5, "they count as one unknown address"


def test_many_known_browsers_share_the_tries_of_their_person(anna):
    found = []
    for _ in range(12):
        client = Client()
        sign_in(client)
        client.post("/sign-out/")
        found += [sign_in(client, "guess").status_code for _ in range(10)]
    assert found.count(200) <= 100


@pytest.mark.parametrize("to", ["foo", "join", "?x", "-1", "studio", "javascript:x", "\\evil"])
def test_a_next_that_is_no_path_is_left_out(client, anna, to):
    assert sign_in(client, next=to).url == "/studio/"
    assert client.get("/sign-in/", {"next": to}).url == "/studio/"
    assert client.post("/look/", {"theme": "dark", "next": to}).url == "/"


def test_pages_of_the_studio_are_kept_by_no_cache(studio):
    for path in ("/studio/", "/studio/team/", "/studio/account/", "/studio/settings/"):
        assert "no-store" in studio.get(path)["Cache-Control"]
        assert "private" in studio.get(path)["Cache-Control"]


def test_a_large_body_is_refused_before_it_is_kept(client, anna):
    flood = SimpleUploadedFile("x.bin", b"x" * (1024**2 + 1))
    reply = client.post("/sign-in/", {"email": "x", "file": flood})
    assert reply.status_code == 413
    assert "too large" in reply.content.decode()


def test_the_admin_is_no_way_round_ones_own_password(studio, owner):
    path = f"/admin/accounts/user/{owner.pk}"
    assert studio.get(f"{path}/password/").url == "/studio/account/password/"
    studio.post(f"{path}/password/", {"password1": "x" * 20, "password2": "x" * 20})
    studio.post(f"{path}/change/", {"name": "Anna", "email": "evil@x.org", "is_active": ""})
    owner.refresh_from_db()
    assert (owner.email, owner.name, owner.is_active) == ("owner@example.org", "Anna", True)


def test_a_new_password_from_the_admin_ends_the_sessions_of_that_person(studio, uploader):
    guest = Client()
    guest.force_login(uploader)
    form = {"password1": WORD, "password2": WORD, "usable_password": "true"}
    studio.post(f"/admin/accounts/user/{uploader.pk}/password/", form)
    assert guest.get("/studio/").status_code == 302


def test_the_keys_of_sessions_are_shown_to_nobody(studio):
    assert studio.get("/admin/accounts/session/").status_code == 404


@pytest.mark.parametrize("cookie", ['"\\000aaaaaaaaaaa"', "x" * 5000, "../../etc", "ä" * 20])
def test_a_hostile_cookie_is_a_stranger(client, owner, cookie):
    for name in ("session", "known", "theme", "django_language", "csrf"):
        client.cookies[name] = cookie
    assert client.get("/sign-in/").status_code == 200


def test_the_same_is_not_said_twice_in_the_same_moment(house):
    act = (
        "from accounts.notices.notify import notify_owners;"
        "notify_owners('safety', 'Guessing', '/x/')"
    )
    at_once(house, "abcd", "", act)
    assert house.value("SELECT count(*) FROM notices_notice") == 1


def test_of_two_owners_who_disable_each_other_one_is_left(house):
    prepare = (
        "User.objects.get_or_create(email='a@x.org', defaults={'role': 'owner'})\n"
        "User.objects.get_or_create(email='b@x.org', defaults={'role': 'owner'})\n"
        "me, you = 'X@x.org', 'ba'['ab'.index('X')] + '@x.org'\n"
        "client = Client(HTTP_HOST='localhost', raise_request_exception=False)\n"
        "client.force_login(User.objects.get(email=me))\n"
        "path = f'/studio/team/{User.objects.get(email=you).pk}/disable/'"
    )
    imports = "from django.test import Client\nfrom accounts.models import User\n"
    house.python(imports + prepare.replace("X", "a"))
    at_once(house, "ab", prepare, "client.post(path)")
    alive = "SELECT count(*) FROM accounts_user WHERE role = 'owner' AND is_active"
    assert house.value(alive) == 1


def test_of_three_who_are_first_one_becomes_the_owner(house):
    prepare = (
        "client = Client(HTTP_HOST='localhost', raise_request_exception=False)\n"
        "form = {'name': 'X', 'email': 'X@x.org', 'password': 'a long enough word',"
        " 'code': first_run.get_setup_code()}"
    )
    at_once(house, "abc", prepare, "client.post('/set-up/', form)")
    assert house.value("SELECT count(*) FROM accounts_user") == 1


def test_saying_it_again_after_it_was_read_is_saying_it(db):
    notify_owners("news", "x")
    Notice.objects.mark_read()
    notify_owners("news", "x")
    assert Notice.objects.count() == 2
    assert first_run.get_setup_code()
