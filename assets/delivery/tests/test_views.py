"""`/media/`: who gets bytes, and what is said with them; what is refused has its own tests."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import doors
from assets.delivery import media_urls
from assets.delivery.tests.responses import content, links, refused
from assets.tests.factories.assets import FILM, PHOTO, WEBP, keep, keep_copy

pytestmark = pytest.mark.django_db


@pytest.fixture
def asset():
    return keep()


@pytest.fixture
def web(asset):
    return keep_copy(asset)


@pytest.fixture
def link(owner, asset, web):
    return links(owner, asset)


@pytest.mark.db
def test_a_good_link_needs_nothing_else(client, link):
    reply = client.get(link())
    assert content(reply) == WEBP
    assert reply.status_code == 200
    assert reply["Content-Type"] == "image/webp"
    assert reply["Content-Length"] == str(len(WEBP))


@pytest.mark.parametrize("kind", ["small", "thumbnails", "web", "video", "clean", "originals"])
def test_every_kind_is_sent_as_what_it_is(client, link, asset, kind):
    if kind not in ("web", "originals"):
        keep_copy(asset, kind, content=kind.encode())
    reply = client.get(link(kind))
    types = {"video": "video/mp4", "clean": "image/jpeg", "originals": "image/jpeg"}
    assert reply["Content-Type"] == types.get(kind, "image/webp")
    assert content(reply) == {"web": WEBP, "originals": PHOTO}.get(kind, kind.encode())


def test_it_is_kept_by_its_own_browser_until_the_link_ends(client, link, asset):
    reply = client.get(link(until=timezone.now() + timedelta(minutes=20)))
    told = re.fullmatch(r"private, max-age=(\d+), immutable", reply["Cache-Control"])
    assert 1100 < int(told[1]) <= 1200
    assert reply["ETag"] == f'"web-{asset.sha256}-7"'
    reply.close()


def test_who_has_it_is_told_so(client, link):
    tag = client.head(link())["ETag"]
    reply = client.get(link(), headers={"If-None-Match": tag})
    assert (reply.status_code, content(reply)) == (304, b"")
    assert "max-age" in reply["Cache-Control"]


def test_it_can_do_nothing_in_a_browser(client, link):
    reply = client.get(link())
    assert reply["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert reply["X-Content-Type-Options"] == "nosniff"
    assert reply["Cross-Origin-Resource-Policy"] == "same-origin"
    assert reply["Referrer-Policy"] == "no-referrer,same-origin"
    reply.close()


def test_it_is_shown_or_saved_as_the_link_says(client, link, asset):
    name = f'filename="{asset.sha256[:12]}.webp"'
    assert client.head(link())["Content-Disposition"] == f"inline; {name}"
    assert client.head(link(attachment=True))["Content-Disposition"] == f"attachment; {name}"


def test_a_film_is_sent_in_parts(client, owner):
    film = keep(FILM, "a.mp4")
    url = media_urls.build_media_url(doors.for_user(owner), "originals", film.sha256, "-")
    reply = client.get(url, headers={"Range": "bytes=1000-1999"})
    assert (reply.status_code, content(reply)) == (206, FILM[1000:2000])
    assert reply["Content-Range"] == f"bytes 1000-1999/{len(FILM)}"
    assert reply["Content-Type"] == "video/mp4"


def test_a_head_says_the_same_without_bytes(client, link):
    head, whole = client.head(link()), client.get(link())
    assert (head.status_code, content(head)) == (200, b"")
    for name in ("ETag", "Content-Length", "Content-Type", "Accept-Ranges"):
        assert head[name] == whole[name]
    whole.close()


def test_a_link_may_be_bound_to_an_address(client, link):
    url = link(address="203.0.113.9")
    assert content(client.get(url, REMOTE_ADDR="203.0.113.9")) == WEBP
    assert refused(client, url, REMOTE_ADDR="203.0.113.10") == 403
    assert refused(client, url.replace("&i=1", ""), REMOTE_ADDR="203.0.113.9") == 403


@pytest.mark.db
def test_nobody_is_asked_who_they_are(studio, link):
    """Neither the session nor its cookie is read, so nothing of it can slow a page of tiles."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        reply = studio.get(link())
    assert "session" not in " ".join(query["sql"] for query in asked).lower()
    assert len(asked) == 2
    assert reply.cookies == {}
    assert "Cookie" not in reply.get("Vary", "")
    reply.close()
