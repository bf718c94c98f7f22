"""`/media/`: how little everybody learns who may not have the bytes."""

import json
import random
import string
from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve
from django.utils import timezone

from accounts.models import User
from assets.delivery import media_urls, views
from assets.delivery.tests.responses import content, links, refused
from assets.models import Asset, Rendition
from assets.tests import path_traversal
from assets.tests.factories.assets import keep, keep_copy

pytestmark = pytest.mark.django_db
TRAVERSAL = "from assets.tests import path_traversal; print(path_traversal.play())"


@pytest.fixture
def asset():
    return keep()


@pytest.fixture
def web(asset):
    return keep_copy(asset)


@pytest.fixture
def link(owner, asset, web):
    return links(owner, asset)


def forged(url):
    yield url.partition("?")[0]
    yield url.partition("&s=")[0]
    yield url[:-1]
    yield url.replace("r=7", "r=8")
    yield url.replace("/web/", "/small/")
    yield url.replace("/web/", "/originals/")
    yield url.replace("/web/", "/originals/").replace("r=7", "r=-")
    yield f"{url}&a=1"
    yield f"{url}&i=1"
    yield f"{url}&utm_source=x"
    yield url.replace("&d=u", "&d=l")
    yield url.replace("&e=", "&e=9")


def test_a_bad_link_is_refused_without_a_question_to_the_database(client, link, studio):
    bad = [*forged(link()), link(now=timezone.now() - timedelta(days=1))]
    bad.append(link(until=timezone.now()))
    with CaptureQueriesContext(connection) as asked:
        assert [refused(client, url) for url in bad] == [403] * len(bad)
        assert [refused(studio, url) for url in bad] == [403] * len(bad)
        assert refused(client, link(), headers={"Sec-Fetch-Site": "cross-site"}) == 403
    assert len(asked) == 0


@pytest.mark.db
@pytest.mark.parametrize(
    "change", [{"is_active": False}, {"role": "uploader"}, {"password": "x"}, None], ids=str
)
def test_a_closed_door_is_refused_after_one_question_whyever_it_is_closed(
    client, link, owner, change
):
    url = link()
    people = User.objects.filter(pk=owner.pk)
    people.update(**change) if change else people.delete()
    with CaptureQueriesContext(connection) as asked:
        assert refused(client, url) == 403
        assert refused(client, url, headers={"If-None-Match": "*"}) == 403
    assert len(asked) == 2


@pytest.mark.db
@pytest.mark.parametrize("gone", ["recipe", "kind", "row", "lost"])
def test_what_is_gone_is_not_there_whyever_it_is_gone(client, link, asset, gone):
    url = link("originals") if gone == "lost" else link()
    if gone == "recipe":
        url = link(recipe="8")
    elif gone == "kind":
        url = link("small")
    Rendition.objects.filter(kind="web" if gone == "row" else "").delete()
    Asset.objects.update(lost_at=timezone.now() if gone == "lost" else None)
    with CaptureQueriesContext(connection) as asked:
        assert refused(client, url) == 404
    assert len(asked) == 2


def test_a_file_that_is_not_on_the_disk_is_not_there(client, link, settings, web):
    (settings.PHOTOS / web.key).unlink()
    assert refused(client, link()) == 404
    assert refused(client, link()) == 404


@pytest.mark.parametrize(
    "path",
    [
        "/media",
        "/media/",
        "/media/web",
        "/media/web/",
        "/media/nothing/{sha}",
        "/media/web/{sha}/",
        "/media/web/{sha}.webp",
        "/media/web/{sha}%0a",
        "/media/web/{upper}",
        "/media/web/{sha}0",
        "/media/Web/{sha}",
        "/media/web//{sha}",
        "/media//web/{sha}",
        "/media/logo/{sha}",
        "/media/logo/",
    ],
)
def test_other_addresses_do_not_exist(client, asset, link, path):
    path = path.format(sha=asset.sha256, upper=asset.sha256.upper())
    assert refused(client, path) == 404
    assert refused(client, f"{path}?{link().partition('?')[2]}") == 404


def test_a_logo_is_still_a_page_of_the_studio():
    assert resolve(f"/media/logo/{'0' * 64}.webp").url_name == "logo"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_bytes_are_only_read(link, method):
    client = Client(enforce_csrf_checks=True)
    for url in (link(), "/media/x"):
        reply = getattr(client, method)(url)
        assert (reply.status_code, content(reply), reply.cookies) == (405, b"", {})


def let_in(url):
    path, _, query = url.partition("?")
    try:
        found = resolve(unquote(path))
    except Resolver404:
        return False
    asked = SimpleNamespace(META={"QUERY_STRING": query, "REMOTE_ADDR": "203.0.113.9"})
    return found.func == views.media and bool(media_urls.verify_request(asked, **found.kwargs))


def mutated(url, dice):
    """A character changed, left out or put in, or a piece of another place."""
    at, letter = dice.randrange(len(url)), dice.choice(string.printable)
    end = dice.randrange(at, len(url)) + 1
    return dice.choice(
        [
            url[:at] + letter + url[at + 1 :],
            url[:at] + letter + url[at:],
            url[:at] + url[end:],
            url[:at] + url[at:end][::-1] + url[end:],
            url[:at] + url[at:end].swapcase() + url[end:],
            url[:at] + url[at:end] * 2 + url[end:],
        ]
    )


def test_of_ten_thousand_mutations_none_is_let_in(link, owner, monkeypatch):
    monkeypatch.setattr("accounts.doors.is_open", lambda door: True)
    links = [link(), link(attachment=True), link("originals"), link(address="203.0.113.9")]
    assert all(map(let_in, links))
    dice = random.Random(7)
    tried = 0
    while tried < 10_000:
        url = dice.choice(links)
        other = mutated(url, dice)
        if other != url:
            assert not let_in(other), other
            tried += 1


def test_no_character_of_a_link_can_be_another(link, monkeypatch):
    monkeypatch.setattr("accounts.doors.is_open", lambda door: True)
    url = link(address="203.0.113.9", attachment=True)
    for at, letter in enumerate(url):
        for other in set("0a-Z|&%/") - {letter}:
            assert not let_in(url[:at] + other + url[at + 1 :])


def test_no_path_is_found_in_any_parameter_and_nothing_outside_is_opened(house):
    outcome = json.loads(house.python(TRAVERSAL))
    assert len(path_traversal.attempts()) >= 200
    assert outcome["asked"] >= 2 * 200 * 8
    assert set(outcome["statuses"]) <= {"403", "404"}
    assert outcome["opened"] == []
    assert outcome["canary"], "the look-out saw nothing at all"
    assert outcome["leaked"] == 0
