"""Media URLs in production: the real nginx in front of the real server."""

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
from assets.tests.factories.assets import keep, keep_rendition
owner = User.objects.create_user("o@x.org", "a long enough word", role="owner")
photo, video = keep(), keep({FILM!r}, "a.mp4")
rendition = keep_rendition(photo, content={WEBP!r})
door = doors.for_user(owner)
print(json.dumps({{
    "web": build_media_url(door, "web", photo.sha256, "7"),
    "saved": build_media_url(door, "originals", photo.sha256, "-", attachment=True),
    "video": build_media_url(door, "originals", video.sha256, "-"),
    "gone": build_media_url(door, "small", photo.sha256, "7"),
    "sha256": photo.sha256, "key": rendition.key, "original": photo.key,
}}))
"""
CLOSE = "from accounts.models import User; User.objects.update(is_active=False)"


@pytest.fixture
def files(installation):
    return json.loads(installation.python(PREPARE))


@pytest.fixture
def nginx(files, installation, start_server, tmp_path):
    if not BINARY:
        pytest.skip("nginx is not installed")
    server = start_server(
        CLIENTPIX_SENDFILE="nginx", CLIENTPIX_TRUSTED_PROXIES="1"
    ).wait_until_ready()
    nginx = Nginx(tmp_path / "nginx", installation.folder, server.port, server.port + 1)
    with nginx.running():
        yield nginx


def test_nginx_sends_files_like_the_app(nginx, files, installation):
    check_whole_files(nginx, files)
    check_ranges(nginx, files)
    check_etags(nginx, files)
    check_refusals(nginx, files)
    check_closed_door(nginx, files, installation)


def check_whole_files(nginx, files):
    response = nginx.request(files["web"])
    assert (response.status, response.content) == (200, WEBP)
    seconds_left = int(
        response.headers["Cache-Control"].partition("max-age=")[2].partition(",")[0]
    )
    expires_at = int(files["web"].partition("&e=")[2].partition("&")[0])
    assert abs(time.time() + seconds_left - expires_at) < 60
    expected = {
        "Content-Type": "image/webp",
        "Content-Length": str(len(WEBP)),
        "Accept-Ranges": "bytes",
        "Cache-Control": f"private, max-age={seconds_left}, immutable",
        "Content-Disposition": f'inline; filename="{files["sha256"][:12]}.webp"',
        "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "ETag": f'"web-{files["sha256"]}-7"',
        "Referrer-Policy": "no-referrer,same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    for name, value in expected.items():
        assert response.headers.get_all(name) == [value], name
    assert "Set-Cookie" not in response.headers
    assert "X-Accel-Redirect" not in response.headers
    head = nginx.request(files["web"], "HEAD")
    assert (head.status, head.content) == (200, b"")
    for name in expected:
        if name != "Cache-Control":
            assert head.headers.get_all(name) == response.headers.get_all(name), name
    saved = nginx.request(files["saved"])
    assert saved.content == PHOTO
    assert saved.headers["Content-Disposition"].startswith("attachment; ")


def check_ranges(nginx, files):
    part = nginx.request(files["video"], Range="bytes=1000-1999")
    assert (part.status, part.content) == (206, FILM[1000:2000])
    assert part.headers.get_all("Content-Range") == [f"bytes 1000-1999/{len(FILM)}"]
    tag = part.headers["ETag"]
    assert nginx.request(files["video"], Range="bytes=-9", If_Range=tag).content == FILM[-9:]
    for headers_sent in (
        {"Range": "bytes=-9", "If_Range": '"other"'},
        {"Range": "bytes=-9", "If_Range": f"W/{tag}"},
        {"Range": "bytes=0-1,5-9"},
    ):
        response = nginx.request(files["video"], **headers_sent)
        assert (response.status, response.content) == (200, FILM), headers_sent
    behind = nginx.request(files["video"], Range=f"bytes={len(FILM)}-")
    assert behind.status == 416
    assert behind.headers["Content-Range"] == f"bytes */{len(FILM)}"
    head = nginx.request(files["video"], "HEAD", Range="bytes=5-9")
    assert (head.status, head.headers["Content-Length"]) == (200, str(len(FILM)))


def check_etags(nginx, files):
    tag = nginx.request(files["web"]).headers["ETag"]
    response = nginx.request(files["web"], If_None_Match=tag)
    assert (response.status, response.content) == (304, b"")
    assert response.headers["ETag"] == tag
    assert nginx.request(files["web"], If_None_Match='"other"').content == WEBP


def check_refusals(nginx, files):
    for url, status in {
        files["web"].replace("r=7", "r=8"): 403,
        files["web"].partition("?")[0]: 403,
        f"{files['web']}&a=1": 403,
        files["gone"]: 404,
        "/media/x": 404,
        f"/_photos/{files['key']}": 404,
        f"/media/../_photos/{files['key']}": 404,
    }.items():
        response = nginx.request(url)
        assert response.status == status, url
        assert PHOTO not in response.content
        assert WEBP not in response.content
        if "_photos" not in url:
            assert response.content == b""
    assert nginx.request(files["web"], Sec_Fetch_Site="cross-site").status == 403
    assert nginx.request(files["web"], "POST").status == 405


def check_closed_door(nginx, files, installation):
    (installation.folder / "photos" / files["original"]).unlink()
    assert nginx.request(files["saved"]).status == 404
    installation.python(CLOSE)
    response = nginx.request(files["web"])
    assert (response.status, response.content) == (403, b"")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert nginx.request(files["web"], If_None_Match="*").status == 403
