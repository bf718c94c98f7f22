"""How photos, uploads and downloads pass through nginx."""

import hashlib
import socket

import pytest

from clientpix.testing.installation import PATIENCE, eventually

MIB = 1024 * 1024
SHA = "ab" * 32
PHOTO = f"originals/ab/ab/{SHA}.jpg"
CONTENT = bytes(range(256)) * 64
ZIP = "/g/AbCdEfGhIjKl/zip/0a1b/a.zip"


@pytest.fixture
def photos(nginx):
    def lay(path):
        file = nginx.data / "photos" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(CONTENT)

    return lay


def is_empty(folder):
    return not any(folder.rglob("*"))


# --- Photos by X-Accel-Redirect -------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        PHOTO,
        f"small/ab/ab/{SHA}_1.webp",
        f"thumbnails/ab/ab/{SHA}_1.webp",
        f"web/ab/ab/{SHA}_2-q92.webp",
        f"video/ab/ab/{SHA}_1.mp4",
        f"clean/ab/ab/{SHA}_1.jpg",
    ],
)
def test_finished_file_is_sent_when_the_app_redirects_to_it(nginx, pages_upstream, photos, path):
    photos(path)
    pages_upstream.respond_with("/media/x", X_Accel_Redirect=f"/_photos/{path}")
    assert nginx.request("/media/x").content == CONTENT


def test_range_of_a_file_is_sent_with_the_headers_of_the_app(nginx, downloads_upstream, photos):
    photos(PHOTO)
    headers = {
        "Content_Type": "image/jpeg",
        "Content_Disposition": "attachment; filename*=UTF-8''z%C5%BC.jpg",
        "Cache_Control": "private, no-store",
        "ETag": f'"{SHA}"',
        "X_Content_Type_Options": "nosniff",
        "Content_Security_Policy": "sandbox",
        "Referrer_Policy": "no-referrer",
        "Cross_Origin_Resource_Policy": "same-origin",
    }
    url = "/g/AbCdEfGhIjKl/file/7/"
    downloads_upstream.respond_with(url, X_Accel_Redirect=f"/_photos/{PHOTO}", **headers)
    part = nginx.request(url, Range="bytes=100-199", If_Range=f'"{SHA}"')
    assert part.status == 206
    assert part.content == CONTENT[100:200]
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(CONTENT)}"
    for name, value in headers.items():
        assert part.headers.get_all(name.replace("_", "-")) == [value]
    assert nginx.request(url, Range="bytes=-16").content == CONTENT[-16:]
    assert nginx.request(url, Range=f"bytes={len(CONTENT)}-").status == 416
    assert nginx.request(url, Range="bytes=100-199", If_Range='"another"').content == CONTENT
    assert nginx.request(url, "HEAD").headers["Content-Length"] == str(len(CONTENT))


def test_internal_url_is_404_for_clients(nginx, pages_upstream, photos):
    photos(PHOTO)
    assert nginx.request(f"/_photos/{PHOTO}").status == 404
    assert nginx.request(f"/%5fphotos/{PHOTO}").status == 404
    assert nginx.request(f"/studio/../_photos/{PHOTO}").status == 404
    assert not pages_upstream.peers


@pytest.mark.parametrize(
    "target",
    [
        f"/_photos/quarantine/ab/ab/{SHA}.jpg",
        f"/_photos/incoming/ab/ab/{SHA}.jpg",
        "/_photos/incoming/upload",
        "/_photos/originals/",
        "/_photos/originals/ab/ab/",
        f"/_photos/originals/ab/ab/.{SHA}.jpg",
        "/_photos/originals/ab/ab/.hidden",
        f"/_photos/originals/.b/ab/{SHA}.jpg",
        "/_photos/originals/ab/ab/short.jpg",
        f"/_photos/originals/../quarantine/ab/ab/{SHA}.jpg",
        f"/_photos/originals/%2e%2e/quarantine/ab/ab/{SHA}.jpg",
        f"/_photos/originals/..%2fquarantine/ab/ab/{SHA}.jpg",
        f"/_photos/quarantine/originals/ab/ab/{SHA}.jpg",
        "/_photos/../secret_key",
        "/_photos/%2e%2e/secret_key",
        "/_photos/..%2fsecret_key",
        "/_photos../secret_key",
        "/_photos//secret_key",
        "/static/../secret_key",
        "/static../secret_key",
        "/data/secret_key",
    ],
)
def test_app_cannot_redirect_to_other_files(nginx, pages_upstream, photos, target):
    for folder in ("quarantine", "incoming", "originals/..", "quarantine/originals"):
        photos(f"{folder}/ab/ab/{SHA}.jpg")
    for name in (f".{SHA}.jpg", ".hidden", "short.jpg"):
        photos(f"originals/ab/ab/{name}")
    for path in (f"originals/.b/ab/{SHA}.jpg", "incoming/upload", "secret_key", "../secret_key"):
        photos(path)
    pages_upstream.respond_with("/media/x", X_Accel_Redirect=target)
    pages_upstream.respond_with(target, b"none", status=404)
    response = nginx.request("/media/x")
    assert response.status == 404
    assert CONTENT not in response.content


# --- Uploads --------------------------------------------------------------------------------


def test_chunk_reaches_the_app_while_it_is_being_sent(nginx, pages_upstream):
    browser, half = nginx.connect(), bytes(8 * MIB)
    browser.putrequest("PATCH", "/studio/uploads/7")
    browser.putheader("Content-Length", str(16 * MIB))
    browser.endheaders(half)
    eventually(lambda: pages_upstream.received == len(half), what="the first half")
    browser.send(half)
    assert browser.getresponse().read()
    browser.close()
    assert pages_upstream.received == 16 * MIB
    assert is_empty(nginx.body_temp)
    nginx.request("/admin/login/", "POST", bytes(MIB))
    assert not is_empty(nginx.body_temp)


@pytest.mark.parametrize(
    ("path", "size"), [("/studio/uploads/7", 18 * MIB), ("/admin/login/", 2 * MIB), (ZIP, 2 * MIB)]
)
def test_body_is_refused_when_it_is_too_large(
    nginx, pages_upstream, downloads_upstream, path, size
):
    assert nginx.request(path, "POST", Content_Length=str(size)).status == 413
    assert not pages_upstream.peers + downloads_upstream.peers


# --- Downloads ------------------------------------------------------------------------------


def slowly(nginx, path, on_progress):
    """Read a download slowly, and call ON_PROGRESS again and again. Return the digest."""
    with socket.create_connection(("127.0.0.1", nginx.port), timeout=PATIENCE) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
        connection.sendall(
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
        )
        read, digest = connection.makefile("rb"), hashlib.sha256()
        while read.readline().strip():
            pass
        on_progress()
        while piece := read.read(4 * MIB):
            digest.update(piece)
            on_progress()
        read.close()
    return digest.digest()


def test_large_download_waits_for_its_reader_and_is_never_buffered_on_disk(
    nginx, downloads_upstream
):
    piece = bytes(range(256)) * 4096
    downloads_upstream.respond_with(
        ZIP, *[piece] * 64, Content_Type="application/zip", ETag='"0a1b"'
    )
    looks = []
    digest = slowly(nginx, ZIP, lambda: looks.append(is_empty(nginx.proxy_temp)))
    assert digest == hashlib.sha256(piece * 64).digest()
    assert len(looks) > 16
    assert all(looks)


def test_pages_are_buffered_on_disk(nginx, pages_upstream):
    # Otherwise the test above might look at the wrong folder.
    pages_upstream.respond_with("/", *[bytes(MIB)] * 64)
    slowly(
        nginx, "/", lambda: eventually(lambda: pages_upstream.sent == 64 * MIB, what="all of it")
    )
    assert not is_empty(nginx.proxy_temp)


def test_range_of_a_download_is_passed_to_the_app(nginx, downloads_upstream):
    request_headers = {
        "Range": "bytes=5-9,20-",
        "If_Range": '"0a1b"',
        "Accept_Encoding": "gzip, br",
    }
    headers = {"ETag": '"0a1b"', "Content_Range": "bytes 5-9/40000", "Content_Type": "text/html"}
    downloads_upstream.respond_with(ZIP, b"a" * 5, status=206, **headers)
    part = nginx.request(ZIP, **request_headers)
    assert (part.status, part.content) == (206, b"aaaaa")
    assert part.headers["ETag"] == '"0a1b"'
    assert part.headers["Content-Range"] == "bytes 5-9/40000"
    assert downloads_upstream.requests[-1]["Range"] == "bytes=5-9,20-"
    assert downloads_upstream.requests[-1]["If-Range"] == '"0a1b"'


def test_download_is_never_compressed_but_a_page_is(nginx, pages_upstream, downloads_upstream):
    for upstream, path in ((pages_upstream, "/"), (downloads_upstream, ZIP)):
        upstream.respond_with(path, b"a" * 40000, Content_Type="text/html", ETag='"0a1b"')
    page = nginx.request("/", Accept_Encoding="gzip")
    download = nginx.request(ZIP, Accept_Encoding="gzip")
    assert page.headers["Content-Encoding"] == "gzip"
    assert page.headers["ETag"] == 'W/"0a1b"'
    assert download.headers["Content-Encoding"] is None
    assert download.headers["ETag"] == '"0a1b"'
    assert download.headers["Content-Length"] == "40000"
