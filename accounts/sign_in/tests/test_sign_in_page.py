import pytest
from django.core.cache import caches
from django.test import Client
from model_bakery import baker

from accounts.models import Session
from accounts.notices.models import Notice
from accounts.sign_in import throttling
from clientpix.testing.responses import bare

pytestmark = [pytest.mark.django_db, pytest.mark.db]

WORD = "a long enough word"


@pytest.fixture
def anna(owner):
    owner.set_password(WORD)
    owner.save()
    return owner


def sign_in(client, password=WORD, email="owner@example.org", address="192.0.2.1", **form):
    form |= {"email": email, "password": password}
    return client.post("/sign-in/", form, REMOTE_ADDR=address)


def test_who_works_here_comes_in_however_the_address_is_written(client, anna):
    reply = sign_in(client, email=" Owner@Example.ORG ")
    assert (reply.status_code, reply.url) == (302, "/studio/")
    assert client.get("/studio/").status_code == 200


def test_one_lands_where_one_wanted_to_go(client, anna):
    asked = client.get("/studio/team/")
    assert asked.url == "/sign-in/?next=/studio/team/"
    assert 'value="/studio/team/"' in client.get(asked.url).content.decode()
    assert sign_in(client, next="/studio/team/").url == "/studio/team/"


@pytest.mark.parametrize("evil", ["https://evil.example", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_elsewhere(client, anna, evil):
    assert sign_in(client, next=evil).url == "/studio/"


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("owner@example.org", "wrong"),
        ("nobody@example.org", WORD),
        ("disabled@example.org", WORD),
        ("no address", WORD),
        ("owner@example.org", ""),
        ("owner@example.org", "x" * 300),
        ("owner@example.org", "nul\0nul"),
    ],
)
def test_what_is_not_right_is_not_let_in(client, anna, email, password):
    disabled = baker.make("accounts.User", email="disabled@example.org", is_active=False)
    disabled.set_password(WORD)
    disabled.save()
    assert sign_in(client, password, email).status_code == 200
    assert client.get("/studio/").status_code == 302


def test_unknown_and_known_hear_the_same_and_cost_the_same(client, anna, monkeypatch):
    """Same page, same number of hashes."""
    from django.contrib.auth import hashers

    hashed, real = [], hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher, "encode", lambda *given: hashed.append(1) or real(*given)
    )
    pages = []
    for email in ("owner@example.org", "nobody@example.org"):
        hashed.clear()
        page = bare(sign_in(Client(), "wrong", email)).replace(email.encode(), b"")
        pages.append((page, len(hashed)))
    assert pages[0] == pages[1]


def test_the_key_of_the_session_changes_at_the_door(client, anna):
    client.session["before"] = 1
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    sign_in(client)
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_signing_out_ends_the_session_on_the_server(client, anna):
    sign_in(client)
    key = client.session.session_key
    assert client.get("/sign-out/").status_code == 405, "a link cannot sign anybody out"
    client.post("/sign-out/")
    assert not Session.objects.filter(session_key=key).exists()
    client.cookies["session"] = key
    assert client.get("/studio/").status_code == 302


def test_an_address_has_so_many_tries_and_then_waits(client, anna):
    found = [sign_in(client, "wrong", f"{n}@x.org").status_code for n in range(12)]
    assert found == [200] * 10 + [429] * 2
    assert "Nothing is locked" in sign_in(client, "wrong").content.decode()
    assert sign_in(Client(), address="198.51.100.7").status_code == 302


def test_an_account_has_so_many_tries_from_everywhere_and_its_owner_is_told(anna, work):
    found = [
        sign_in(Client(), "wrong", address=f"198.51.100.{n}").status_code for n in range(1, 104)
    ]
    assert found == [200] * 100 + [429] * 3
    work()
    (notice,) = Notice.objects.all()
    assert "owner@example.org" in notice.text


def test_one_guesser_leaves_tries_for_the_rightful_elsewhere(client, anna):
    for _ in range(300):
        sign_in(Client(), "wrong")
    assert sign_in(Client(), address="203.0.113.9").status_code == 302


def test_nobody_can_use_up_the_tries_of_a_browser_that_was_let_in_before(client, anna):
    sign_in(client)
    client.post("/sign-out/")
    for n in range(1, 110):
        sign_in(Client(), "wrong", address=f"198.51.100.{n}")
        sign_in(Client(), "wrong")
    assert sign_in(Client(), address="203.0.113.9").status_code == 429
    assert sign_in(client).status_code == 302


def test_a_known_browser_cannot_guess_for_ever_either(client, anna):
    sign_in(client)
    client.post("/sign-out/")
    assert [sign_in(client, "wrong").status_code for _ in range(11)] == [200] * 10 + [429]


def test_a_forged_mark_of_a_known_browser_is_none(client, anna):
    client.cookies["known"] = "owner@example.org:forged"
    found = [sign_in(client, "wrong", address="192.0.2.1").status_code for _ in range(21)]
    assert found[-1] == 429
    assert not throttling._is_known_browser("owner@example.org:forged", "owner@example.org")


def test_a_right_password_gives_its_try_back(client, anna):
    for _ in range(60):
        assert sign_in(Client()).status_code == 302
    caches["counters"].clear()


def test_a_fragment_of_a_page_takes_the_whole_page_to_the_door(client):
    reply = client.get("/studio/", headers={"HX-Request": "true"})
    assert (reply.status_code, reply["HX-Redirect"]) == (200, "/sign-in/")
