"""`/media/` with invalid URLs: refusals reveal nothing."""

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
from assets.delivery.tests.responses import content, refusal_status
from assets.models import Asset, Rendition
from assets.tests import path_traversal

pytestmark = pytest.mark.django_db
TRAVERSAL = "from assets.tests import path_traversal; print(path_traversal.run())"


def forge(url):
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


def test_invalid_url_is_refused_without_a_query(client, build_url, owner_client):
    bad = [*forge(build_url()), build_url(now=timezone.now() - timedelta(days=1))]
    bad.append(build_url(until=timezone.now()))
    with CaptureQueriesContext(connection) as queries:
        assert [refusal_status(client, url) for url in bad] == [403] * len(bad)
        assert [refusal_status(owner_client, url) for url in bad] == [403] * len(bad)
        assert refusal_status(client, build_url(), headers={"Sec-Fetch-Site": "cross-site"}) == 403
    assert len(queries) == 0


@pytest.mark.db
@pytest.mark.parametrize(
    "change", [{"is_active": False}, {"role": "uploader"}, {"password": "x"}, None], ids=str
)
def test_closed_door_is_refused_with_one_query(client, build_url, owner, change):
    url = build_url()
    people = User.objects.filter(pk=owner.pk)
    people.update(**change) if change else people.delete()
    with CaptureQueriesContext(connection) as queries:
        assert refusal_status(client, url) == 403
        assert refusal_status(client, url, headers={"If-None-Match": "*"}) == 403
    assert len(queries) == 2


@pytest.mark.db
@pytest.mark.parametrize("missing", ["recipe", "kind", "row", "lost"])
def test_missing_or_lost_file_gets_404_with_two_queries(client, build_url, asset, missing):
    url = build_url("originals") if missing == "lost" else build_url()
    if missing == "recipe":
        url = build_url(recipe="8")
    elif missing == "kind":
        url = build_url("small")
    Rendition.objects.filter(kind="web" if missing == "row" else "").delete()
    Asset.objects.update(lost_at=timezone.now() if missing == "lost" else None)
    with CaptureQueriesContext(connection) as queries:
        assert refusal_status(client, url) == 404
    assert len(queries) == 2


def test_file_missing_on_disk_gets_404(client, build_url, settings, web):
    (settings.PHOTOS / web.key).unlink()
    assert refusal_status(client, build_url()) == 404
    assert refusal_status(client, build_url()) == 404


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
def test_other_paths_get_404(client, asset, build_url, path):
    path = path.format(sha=asset.sha256, upper=asset.sha256.upper())
    assert refusal_status(client, path) == 404
    assert refusal_status(client, f"{path}?{build_url().partition('?')[2]}") == 404


def test_logo_keeps_its_own_view():
    assert resolve(f"/media/logo/{'0' * 64}.webp").url_name == "logo"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_only_get_and_head_are_allowed(build_url, method):
    client = Client(enforce_csrf_checks=True)
    for url in (build_url(), "/media/x"):
        response = getattr(client, method)(url)
        assert (response.status_code, content(response), response.cookies) == (405, b"", {})


def is_accepted(url):
    path, _, query = url.partition("?")
    try:
        match = resolve(unquote(path))
    except Resolver404:
        return False
    queries = SimpleNamespace(META={"QUERY_STRING": query, "REMOTE_ADDR": "203.0.113.9"})
    return match.func == views.media and bool(media_urls.verify_request(queries, **match.kwargs))


def mutate(url, randomizer):
    """Change, insert, remove, reverse or repeat some characters."""
    position, letter = randomizer.randrange(len(url)), randomizer.choice(string.printable)
    end = randomizer.randrange(position, len(url)) + 1
    return randomizer.choice(
        [
            url[:position] + letter + url[position + 1 :],
            url[:position] + letter + url[position:],
            url[:position] + url[end:],
            url[:position] + url[position:end][::-1] + url[end:],
            url[:position] + url[position:end].swapcase() + url[end:],
            url[:position] + url[position:end] * 2 + url[end:],
        ]
    )


def test_none_of_ten_thousand_mutated_urls_is_accepted(build_url, owner, monkeypatch):
    monkeypatch.setattr("accounts.doors.is_open", lambda door: True)
    urls = [
        build_url(),
        build_url(attachment=True),
        build_url("originals"),
        build_url(address="203.0.113.9"),
    ]
    assert all(map(is_accepted, urls))
    randomizer = random.Random(7)
    tried = 0
    while tried < 10_000:
        url = randomizer.choice(urls)
        other = mutate(url, randomizer)
        if other != url:
            assert not is_accepted(other), other
            tried += 1


def test_no_character_of_a_url_can_be_changed(build_url, monkeypatch):
    monkeypatch.setattr("accounts.doors.is_open", lambda door: True)
    url = build_url(address="203.0.113.9", attachment=True)
    for position, letter in enumerate(url):
        for other in set("0a-Z|&%/") - {letter}:
            assert not is_accepted(url[:position] + other + url[position + 1 :])


def test_path_traversal_opens_no_file(installation):
    outcome = json.loads(installation.python(TRAVERSAL))
    assert len(path_traversal.list_attempts()) >= 200
    assert outcome["requests"] >= 2 * 200 * 8
    assert set(outcome["statuses"]) <= {"403", "404"}
    assert outcome["opened"] == []
    assert outcome["canary"], "the look-out saw nothing position all"
    assert outcome["leaked"] == 0
