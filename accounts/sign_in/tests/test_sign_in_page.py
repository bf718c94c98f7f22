import pytest
from django.core.cache import caches
from django.test import Client
from model_bakery import baker

from accounts.models import Session
from accounts.notices.models import Notice
from accounts.sign_in import throttling
from clientpix.testing.responses import bare

pytestmark = [pytest.mark.django_db, pytest.mark.db]

PASSWORD = "a long enough word"


@pytest.fixture
def anna(owner):
    owner.set_password(PASSWORD)
    owner.save()
    return owner


def sign_in(client, password=PASSWORD, email="owner@example.org", address="192.0.2.1", **form):
    form |= {"email": email, "password": password}
    return client.post("/sign-in/", form, REMOTE_ADDR=address)


def test_users_sign_in_however_the_email_is_written(client, anna):
    response = sign_in(client, email=" Owner@Example.ORG ")
    assert (response.status_code, response.url) == (302, "/studio/")
    assert client.get("/studio/").status_code == 200


def test_users_return_to_the_page_they_wanted(client, anna):
    redirect = client.get("/studio/team/")
    assert redirect.url == "/sign-in/?next=/studio/team/"
    assert 'value="/studio/team/"' in client.get(redirect.url).content.decode()
    assert sign_in(client, next="/studio/team/").url == "/studio/team/"


@pytest.mark.parametrize("url", ["https://evil.example", "//evil.example", "javascript:alert(1)"])
def test_the_next_page_is_ignored_when_it_is_on_another_site(client, anna, url):
    assert sign_in(client, next=url).url == "/studio/"


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("owner@example.org", "wrong"),
        ("nobody@example.org", PASSWORD),
        ("disabled@example.org", PASSWORD),
        ("no address", PASSWORD),
        ("owner@example.org", ""),
        ("owner@example.org", "x" * 300),
        ("owner@example.org", "nul\0nul"),
    ],
)
def test_sign_in_fails_when_email_or_password_is_wrong(client, anna, email, password):
    disabled = baker.make("accounts.User", email="disabled@example.org", is_active=False)
    disabled.set_password(PASSWORD)
    disabled.save()
    assert sign_in(client, password, email).status_code == 200
    assert client.get("/studio/").status_code == 302


def test_page_and_number_of_hashes_are_the_same_when_the_account_is_unknown(
    client, anna, monkeypatch
):
    from django.contrib.auth import hashers

    hashes, encode = [], hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher, "encode", lambda *args: hashes.append(1) or encode(*args)
    )
    pages = []
    for email in ("owner@example.org", "nobody@example.org"):
        hashes.clear()
        page = bare(sign_in(Client(), "wrong", email)).replace(email.encode(), b"")
        pages.append((page, len(hashes)))
    assert pages[0] == pages[1]


def test_the_session_key_changes_at_sign_in(client, anna):
    client.session["before"] = 1
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    sign_in(client)
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_the_session_is_deleted_at_sign_out(client, anna):
    sign_in(client)
    key = client.session.session_key
    assert client.get("/sign-out/").status_code == 405, "a link cannot sign anybody out"
    client.post("/sign-out/")
    assert not Session.objects.filter(session_key=key).exists()
    client.cookies["session"] = key
    assert client.get("/studio/").status_code == 302


def test_an_ip_address_is_throttled_after_ten_attempts(client, anna):
    statuses = [sign_in(client, "wrong", f"{n}@x.org").status_code for n in range(12)]
    assert statuses == [200] * 10 + [429] * 2
    assert "isn&#x27;t locked" in sign_in(client, "wrong").content.decode()
    assert sign_in(Client(), address="198.51.100.7").status_code == 302


def test_an_account_is_throttled_and_owners_notified_when_many_addresses_guess(anna, run_jobs):
    statuses = [
        sign_in(Client(), "wrong", address=f"198.51.100.{n}").status_code for n in range(1, 104)
    ]
    assert statuses == [200] * 100 + [429] * 3
    run_jobs()
    (notice,) = Notice.objects.all()
    assert "owner@example.org" in notice.text


def test_users_can_sign_in_elsewhere_while_one_address_guesses(client, anna):
    for _ in range(300):
        sign_in(Client(), "wrong")
    assert sign_in(Client(), address="203.0.113.9").status_code == 302


def test_a_known_browser_can_sign_in_while_others_guess(client, anna):
    sign_in(client)
    client.post("/sign-out/")
    for n in range(1, 110):
        sign_in(Client(), "wrong", address=f"198.51.100.{n}")
        sign_in(Client(), "wrong")
    assert sign_in(Client(), address="203.0.113.9").status_code == 429
    assert sign_in(client).status_code == 302


def test_a_known_browser_is_throttled_too(client, anna):
    sign_in(client)
    client.post("/sign-out/")
    assert [sign_in(client, "wrong").status_code for _ in range(11)] == [200] * 10 + [429]


def test_a_forged_known_browser_cookie_is_ignored(client, anna):
    client.cookies["known"] = "owner@example.org:forged"
    statuses = [sign_in(client, "wrong", address="192.0.2.1").status_code for _ in range(21)]
    assert statuses[-1] == 429
    assert not throttling._is_known_browser("owner@example.org:forged", "owner@example.org")


def test_attempts_are_given_back_when_the_password_is_right(client, anna):
    for _ in range(60):
        assert sign_in(Client()).status_code == 302
    caches["counters"].clear()


def test_htmx_requests_are_redirected_to_sign_in_as_whole_pages(client):
    response = client.get("/studio/", headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (200, "/sign-in/")
