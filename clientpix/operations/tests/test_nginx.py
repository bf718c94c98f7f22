"""How nginx handles requests with the project's nginx.conf."""

import gzip
import json
import re
import subprocess
import sys
from urllib.parse import quote

import pytest

from clientpix.testing.installation import eventually, free_port
from clientpix.testing.nginx import BINARY, Nginx

TOKEN = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_abcdef"
HASHED = "css/base.0123456789ab.css"


def lay(folder, path, content):
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def echoed(response):
    return json.loads(response.content)


def test_configuration_is_valid_and_gives_no_warning(nginx):
    done = subprocess.run([*nginx.command, "-t"], capture_output=True, text=True)
    assert done.returncode == 0
    assert "[" not in done.stderr
    assert nginx.errors.read_text() == ""


# --- Static files ---------------------------------------------------------------------------


def test_hashed_file_is_cached_forever_and_compressed(nginx):
    lay(nginx.data, f"static/{HASHED}", b"body { color: red }")
    lay(nginx.data, f"static/{HASHED}.gz", gzip.compress(b"body { color: red }"))
    plain = nginx.request(f"/static/{HASHED}")
    small = nginx.request(f"/static/{HASHED}", Accept_Encoding="gzip")
    assert plain.content == gzip.decompress(small.content) == b"body { color: red }"
    assert small.headers["Content-Encoding"] == "gzip"
    for response in (plain, small):
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response.headers["Content-Type"] == "text/css"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("name", ["icon.svg", "js/0123456789ab.js", "js/a.0123456789AB.js"])
def test_static_file_is_cached_for_a_minute_when_its_name_has_no_hash(nginx, name):
    lay(nginx.data, f"static/{name}", b"x")
    assert nginx.request(f"/static/{name}").headers["Cache-Control"] == "public, max-age=60"


def test_missing_file_is_not_cached_forever(nginx):
    response = nginx.request(f"/static/{HASHED}")
    assert response.status == 404
    assert response.headers["Cache-Control"] is None


@pytest.mark.parametrize(
    "path",
    [
        "/static/.hidden",
        "/static/css/.hidden",
        "/static/%2ehidden",
        "/static/",
        "/static/css/",
        "/static../secret_key",
        "/static/../secret_key",
        "/static/%2e%2e/secret_key",
        "/static/..%2fsecret_key",
        "/static/css/..%2f..%2fclientpix.sqlite3",
        "/static//../secret_key",
        "/secret_key",
        "/clientpix.sqlite3",
        "/photos/originals/ab/cd/photo.jpg",
    ],
)
def test_no_other_path_is_read_from_the_disk(nginx, path):
    for name in ("static/.hidden", "static/css/.hidden", "secret_key", "clientpix.sqlite3"):
        lay(nginx.data, name, b"canary")
    lay(nginx.data, "photos/originals/ab/cd/photo.jpg", b"canary")
    assert b"canary" not in nginx.request(path).content


# --- Upstreams ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "pages"),
        ("/healthz", "pages"),
        ("/studio/uploads/", "pages"),
        (f"/media/web/{'a' * 64}?r=1&s=b", "pages"),
        (f"/media/g/{TOKEN}/zip/a.zip", "pages"),
        (f"/g/{TOKEN}/", "pages"),
        (f"/g/{TOKEN}/zip/?what=all&size=original", "pages"),
        (f"/g/{TOKEN}/p/7/zip/x", "pages"),
        (f"/g/{TOKEN}/zip/0a1b/Wedding%20day.zip?k=grant", "downloads"),
        (f"/g/{TOKEN}/file/12/", "downloads"),
    ],
)
def test_pages_and_downloads_go_to_separate_processes(nginx, path, name):
    answer = echoed(nginx.request(path))
    assert answer["by"] == name
    assert answer["path"] == path


def test_app_gets_client_address_host_and_scheme(nginx):
    headers = echoed(nginx.request("/", Host="photos.example.org:8443"))["headers"]
    assert headers["Host"] == "photos.example.org:8443"
    assert headers["X-Forwarded-For"] == "127.0.0.1"
    assert headers["X-Forwarded-Proto"] == "http"


def test_forged_address_stays_before_the_real_one(nginx):
    headers = echoed(nginx.request("/", X_Forwarded_For="203.0.113.9"))["headers"]
    assert headers["X-Forwarded-For"] == "203.0.113.9, 127.0.0.1"


@pytest.mark.parametrize(
    ("scheme", "passed_on"), [("https", "https"), ("http", "http"), ("https, http", "http")]
)
def test_scheme_of_an_outer_proxy_is_trusted_only_when_it_is_https(nginx, scheme, passed_on):
    headers = echoed(nginx.request("/", X_Forwarded_Proto=scheme))["headers"]
    assert headers["X-Forwarded-Proto"] == passed_on


def test_connections_to_the_app_are_reused(nginx, pages_upstream):
    browser = nginx.connect()
    for _ in range(20):
        browser.request("GET", "/")
        browser.getresponse().read()
    browser.close()
    assert sum(pages_upstream.peers.values()) == 20
    assert len(pages_upstream.peers) < 20


def test_security_headers_of_the_app_are_sent_once(nginx, pages_upstream):
    policy = {"X_Content_Type_Options": "nosniff", "Content_Security_Policy": "default-src 'none'"}
    pages_upstream.respond_with("/", b"page", **policy)
    headers = nginx.request("/").headers
    assert headers.get_all("X-Content-Type-Options") == ["nosniff"]
    assert headers.get_all("Content-Security-Policy") == ["default-src 'none'"]
    assert headers["Server"] == "nginx"


# --- When the app is down ----------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", f"/g/{TOKEN}/file/7/a.jpg", "/studio/uploads/"])
def test_response_has_retry_after_when_the_app_is_down(tmp_path, path):
    if not BINARY:
        pytest.skip("nginx is not installed")
    front = Nginx(tmp_path / "nginx", tmp_path, free_port(), free_port())
    with front.running():
        response = front.request(path)
        written = eventually(front.written)
    assert response.status == 503
    assert response.headers["Retry-After"] == "10"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.startswith(b"Client Pix is not ready yet.")
    assert "503" in written
    assert TOKEN not in written


def test_error_pages_of_the_app_are_passed_on(nginx, pages_upstream):
    pages_upstream.respond_with("/", b"busy", status=503, Retry_After="3")
    response = nginx.request("/")
    assert response.content == b"busy"
    assert response.headers.get_all("Retry-After") == ["3"]


# --- What is written down -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "written"),
    [
        (f"/g/{TOKEN}/?page=secret", "/g/AbCdEfGh.../ 200"),
        (f"/g/{TOKEN}", "/g/AbCdEfGh... 200"),
        (f"/g/{TOKEN}/zip/0a1b/a.zip?k=secret", "/g/AbCdEfGh.../zip/0a1b/a.zip 200"),
        (f"//g//{TOKEN}/", "/g/AbCdEfGh.../ 200"),
        (f"/%67/{TOKEN}/", "/g/AbCdEfGh.../ 200"),
        (f"/g/{quote(TOKEN, safe='').replace('A', '%41')}/", "/g/AbCdEfGh.../ 200"),
        (f"/studio/../g/{TOKEN}/", "/g/AbCdEfGh.../ 200"),
        (f"/g/{TOKEN}/%0Aline", "/g/AbCdEfGh.../\\x0Aline 200"),
        (f"/g/{TOKEN}%0A/{TOKEN[:9]}", "/g/AbCdEfGh.../AbCdEfGhI 200"),
        (f"/g/{TOKEN}/missing", "/g/AbCdEfGh.../missing 404"),
        ("/media/web/ab?d=secret&s=secret", "/media/web/ab 200"),
    ],
)
def test_log_contains_eight_characters_of_a_token_and_no_query(
    nginx, pages_upstream, path, written
):
    pages_upstream.respond_with(
        f"/g/{TOKEN}/missing", X_Accel_Redirect="/_photos/originals/none.jpg"
    )
    nginx.request(path, Referer=f"http://localhost/g/{TOKEN}/?k=secret")
    log = eventually(nginx.written)
    assert f" {written} " in log
    assert TOKEN not in log
    assert "secret" not in log
    assert log.count("\n") == 1


def test_malformed_request_is_logged_without_its_token(nginx):
    nginx.request(f"/g/{TOKEN}/", X_Long="x" * 9000)
    nginx.request(f"/g/{TOKEN}/?k={'secret' * 2000}")
    nginx.request(f"/g/{TOKEN}/", "POST", Content_Length="9999999999")
    log = eventually(lambda: log if (log := nginx.written()).count("\n") == 3 else "")
    assert TOKEN not in log
    assert "secret" not in log


# --- The real app ---------------------------------------------------------------------------


def test_nginx_works_with_the_real_app(installation, tmp_path):
    if not BINARY:
        pytest.skip("nginx is not installed")
    assert installation.manage("collectstatic", "--noinput").returncode == 0
    port = free_port()
    gunicorn = [sys.executable, "-m", "gunicorn", "clientpix.wsgi", "--bind", f"127.0.0.1:{port}"]
    app = installation.start(
        *[*gunicorn, "--access-logfile", "-", "--access-logformat", "request from %(h)s"],
        CLIENTPIX_SITE_URL="https://photos.example.org",
        CLIENTPIX_TRUSTED_PROXIES="2",
    )
    with Nginx(tmp_path / "nginx", installation.folder, port, free_port()).running() as front:
        known = {"Host": "photos.example.org", "X_Forwarded_For": "192.0.2.1, 203.0.113.9"}
        eventually(lambda: front.request("/", **known).status == 301, what="the app")
        page = front.request("/set-up/", **known, X_Forwarded_Proto="https")
        style = re.search(rb"/static/css/base\.[0-9a-f]{12}\.css", page.content)
        sheet = front.request(style[0].decode(), Accept_Encoding="gzip")
    assert page.status == 200
    assert page.headers.get_all("X-Content-Type-Options") == ["nosniff"]
    assert "request from 203.0.113.9" in app.log.read_text()
    assert sheet.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert b"{" in gzip.decompress(sheet.content)
