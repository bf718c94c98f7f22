"""`/media/` with valid URLs. Refusals have tests of their own."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import doors
from assets.delivery import media_urls
from assets.delivery.tests.responses import content, refusal_status
from assets.tests.factories.assets import FILM, PHOTO, WEBP, keep, keep_rendition

pytestmark = pytest.mark.django_db


@pytest.mark.db
def test_valid_url_needs_no_session(client, build_url):
    response = client.get(build_url())
    assert content(response) == WEBP
    assert response.status_code == 200
    assert response["Content-Type"] == "image/webp"
    assert response["Content-Length"] == str(len(WEBP))


@pytest.mark.parametrize("kind", ["small", "thumbnails", "web", "video", "clean", "originals"])
def test_every_kind_is_sent_with_its_content_type(client, build_url, asset, kind):
    if kind not in ("web", "originals"):
        keep_rendition(asset, kind, content=kind.encode())
    response = client.get(build_url(kind))
    types = {"video": "video/mp4", "clean": "image/jpeg", "originals": "image/jpeg"}
    assert response["Content-Type"] == types.get(kind, "image/webp")
    assert content(response) == {"web": WEBP, "originals": PHOTO}.get(kind, kind.encode())


def test_browser_caches_the_file_until_the_url_expires(client, build_url, asset):
    response = client.get(build_url(until=timezone.now() + timedelta(minutes=20)))
    cache_control = re.fullmatch(r"private, max-age=(\d+), immutable", response["Cache-Control"])
    assert 1100 < int(cache_control[1]) <= 1200
    assert response["ETag"] == f'"web-{asset.sha256}-7"'
    response.close()


def test_matching_etag_gets_304(client, build_url):
    tag = client.head(build_url())["ETag"]
    response = client.get(build_url(), headers={"If-None-Match": tag})
    assert (response.status_code, content(response)) == (304, b"")
    assert "max-age" in response["Cache-Control"]


def test_security_headers_are_sent(client, build_url):
    response = client.get(build_url())
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Referrer-Policy"] == "no-referrer,same-origin"
    response.close()


def test_disposition_follows_the_url(client, build_url, asset):
    name = f'filename="{asset.sha256[:12]}.webp"'
    assert client.head(build_url())["Content-Disposition"] == f"inline; {name}"
    assert client.head(build_url(attachment=True))["Content-Disposition"] == f"attachment; {name}"


def test_range_of_a_video_is_sent(client, owner):
    video = keep(FILM, "a.mp4")
    url = media_urls.build_media_url(doors.for_user(owner), "originals", video.sha256, "-")
    response = client.get(url, headers={"Range": "bytes=1000-1999"})
    assert (response.status_code, content(response)) == (206, FILM[1000:2000])
    assert response["Content-Range"] == f"bytes 1000-1999/{len(FILM)}"
    assert response["Content-Type"] == "video/mp4"


def test_head_has_the_same_headers_without_content(client, build_url):
    head, whole = client.head(build_url()), client.get(build_url())
    assert (head.status_code, content(head)) == (200, b"")
    for name in ("ETag", "Content-Length", "Content-Type", "Accept-Ranges"):
        assert head[name] == whole[name]
    whole.close()


def test_url_can_be_limited_to_an_address(client, build_url):
    url = build_url(address="203.0.113.9")
    assert content(client.get(url, REMOTE_ADDR="203.0.113.9")) == WEBP
    assert refusal_status(client, url, REMOTE_ADDR="203.0.113.10") == 403
    assert refusal_status(client, url.replace("&i=1", ""), REMOTE_ADDR="203.0.113.9") == 403


@pytest.mark.db
def test_session_is_not_read(owner_client, build_url):
    # Loading the session for every tile would slow down a page.
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = owner_client.get(build_url())
    assert "session" not in " ".join(query["sql"] for query in queries).lower()
    assert len(queries) == 2
    assert response.cookies == {}
    assert "Cookie" not in response.get("Vary", "")
    response.close()
