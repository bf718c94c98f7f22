"""Signed bytes as visitors get them in production: the real nginx before the real server."""

import json
import time

import pytest

from assets.tests.factories.assets import FILM, PHOTO
from clientpix.testing.nginx import BINARY, Nginx

WEBP = b"RIFF----WEBPVP8 " * 100
PREPARE = f"""
import json
from accounts import doors
from accounts.models import User
from assets.delivery.media_urls import build_media_url
from assets.tests.factories.assets import keep, keep_copy
anna = User.objects.create_user("o@x.org", "a long enough word", role="owner")
photo, film = keep(), keep({FILM!r}, "a.mp4")
copy = keep_copy(photo, content={WEBP!r})
door = doors.for_user(anna)
print(json.dumps({{
    "web": build_media_url(door, "web", photo.sha256, "7"),
    "saved": build_media_url(door, "originals", photo.sha256, "-", attachment=True),
    "film": build_media_url(door, "originals", film.sha256, "-"),
    "gone": build_media_url(door, "small", photo.sha256, "7"),
    "sha256": photo.sha256, "key": copy.key, "original": photo.key,
}}))
"""
CLOSE = "from accounts.models import User; User.objects.update(is_active=False)"


@pytest.fixture
def shelf(house):
    return json.loads(house.python(PREPARE))


@pytest.fixture
def front(shelf, house, serve, tmp_path):
    if not BINARY:
        pytest.skip("nginx is not installed")
    running = serve(CLIENTPIX_SENDFILE="nginx", CLIENTPIX_TRUSTED_PROXIES="1").wait_until_ready()
    nginx = Nginx(tmp_path / "nginx", house.folder, running.port, running.port + 1)
    with nginx.running():
        yield nginx


def test_signed_bytes_are_sent_by_nginx_as_the_app_would_send_them(front, shelf, house):
    whole(front, shelf)
    parts(front, shelf)
    known(front, shelf)
    nothing_at_all(front, shelf)
    closed(front, shelf, house)


def whole(front, shelf):
    reply = front.request(shelf["web"])
    assert (reply.status, reply.content) == (200, WEBP)
    left = int(reply.headers["Cache-Control"].partition("max-age=")[2].partition(",")[0])
    ends = int(shelf["web"].partition("&e=")[2].partition("&")[0])
    assert abs(time.time() + left - ends) < 60
    said = {
        "Content-Type": "image/webp",
        "Content-Length": str(len(WEBP)),
        "Accept-Ranges": "bytes",
        "Cache-Control": f"private, max-age={left}, immutable",
        "Content-Disposition": f'inline; filename="{shelf["sha256"][:12]}.webp"',
        "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "ETag": f'"web-{shelf["sha256"]}-7"',
        "Referrer-Policy": "no-referrer,same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    for name, value in said.items():
        assert reply.headers.get_all(name) == [value], name
    assert "Set-Cookie" not in reply.headers
    assert "X-Accel-Redirect" not in reply.headers
    head = front.request(shelf["web"], "HEAD")
    assert (head.status, head.content) == (200, b"")
    for name in said:
        if name != "Cache-Control":
            assert head.headers.get_all(name) == reply.headers.get_all(name), name
    saved = front.request(shelf["saved"])
    assert saved.content == PHOTO
    assert saved.headers["Content-Disposition"].startswith("attachment; ")


def parts(front, shelf):
    part = front.request(shelf["film"], Range="bytes=1000-1999")
    assert (part.status, part.content) == (206, FILM[1000:2000])
    assert part.headers.get_all("Content-Range") == [f"bytes 1000-1999/{len(FILM)}"]
    tag = part.headers["ETag"]
    assert front.request(shelf["film"], Range="bytes=-9", If_Range=tag).content == FILM[-9:]
    for asked in (
        {"Range": "bytes=-9", "If_Range": '"other"'},
        {"Range": "bytes=-9", "If_Range": f"W/{tag}"},
        {"Range": "bytes=0-1,5-9"},
    ):
        reply = front.request(shelf["film"], **asked)
        assert (reply.status, reply.content) == (200, FILM), asked
    behind = front.request(shelf["film"], Range=f"bytes={len(FILM)}-")
    assert behind.status == 416
    assert behind.headers["Content-Range"] == f"bytes */{len(FILM)}"
    head = front.request(shelf["film"], "HEAD", Range="bytes=5-9")
    assert (head.status, head.headers["Content-Length"]) == (200, str(len(FILM)))


def known(front, shelf):
    tag = front.request(shelf["web"]).headers["ETag"]
    reply = front.request(shelf["web"], If_None_Match=tag)
    assert (reply.status, reply.content) == (304, b"")
    assert reply.headers["ETag"] == tag
    assert front.request(shelf["web"], If_None_Match='"other"').content == WEBP


def nothing_at_all(front, shelf):
    for url, status in {
        shelf["web"].replace("r=7", "r=8"): 403,
        shelf["web"].partition("?")[0]: 403,
        f"{shelf['web']}&a=1": 403,
        shelf["gone"]: 404,
        "/media/x": 404,
        f"/_photos/{shelf['key']}": 404,
        f"/media/../_photos/{shelf['key']}": 404,
    }.items():
        reply = front.request(url)
        assert reply.status == status, url
        assert PHOTO not in reply.content
        assert WEBP not in reply.content
        if "_photos" not in url:
            assert reply.content == b""
    assert front.request(shelf["web"], Sec_Fetch_Site="cross-site").status == 403
    assert front.request(shelf["web"], "POST").status == 405


def closed(front, shelf, house):
    (house.folder / "photos" / shelf["original"]).unlink()
    assert front.request(shelf["saved"]).status == 404
    house.python(CLOSE)
    reply = front.request(shelf["web"])
    assert (reply.status, reply.content) == (403, b"")
    assert reply.headers["Cache-Control"] == "private, no-store"
    assert front.request(shelf["web"], If_None_Match="*").status == 403
