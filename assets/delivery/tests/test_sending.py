"""Responses that send files. The views of `/media/` have tests of their own."""

import re
from urllib.parse import unquote

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from assets.delivery import sending
from assets.delivery.sending import StoredFile, sends_bytes
from assets.delivery.tests.responses import PATH, content, request_file
from assets.tests.factories.assets import PHOTO
from assets.tests.factories.stored_assets import path_of

pytestmark = pytest.mark.django_db


def test_file_is_sent_with_its_headers(photo):
    response = request_file(photo)
    assert content(response) == PHOTO
    assert response.status_code == 200
    assert response.headers == {
        "ETag": photo.etag,
        "Cache-Control": "private, no-store",
        "Content-Type": "image/jpeg",
        "Content-Disposition": 'attachment; filename="Zo_ _ J_rg.jpg"; '
        "filename*=UTF-8''Zo%C3%AB%20%26%20J%C3%B6rg.jpg",
        "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Accept-Ranges": "bytes",
        "Content-Length": str(len(PHOTO)),
    }


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-0", slice(0, 1)),
        ("bytes=100-199", slice(100, 200)),
        ("bytes=10000-", slice(10000, None)),
        ("bytes=-7", slice(-7, None)),
        ("bytes=0-", slice(None)),
    ],
)
def test_range_is_sent(photo, header, part):
    response = request_file(photo, Range=header)
    assert content(response) == PHOTO[part]
    assert response.status_code == 206
    start, stop, _ = part.indices(len(PHOTO))
    assert response["Content-Range"] == f"bytes {start}-{stop - 1}/{len(PHOTO)}"
    assert response["Content-Length"] == str(stop - start)
    assert response["ETag"] == photo.etag


def test_ranges_make_up_the_whole_file(photo):
    starts = range(0, len(PHOTO), 1000)
    parts = [content(request_file(photo, Range=f"bytes={at}-{at + 999}")) for at in starts]
    assert b"".join(parts) == PHOTO


@pytest.mark.parametrize("header", ["bytes=0-1,5-9", "pages=1-2", "bytes=9-1"])
def test_whole_file_is_sent_for_several_or_invalid_ranges(photo, header):
    response = request_file(photo, Range=header)
    assert (response.status_code, content(response)) == (200, PHOTO)
    assert "Content-Range" not in response


def test_range_after_the_end_gets_416_with_the_length(photo):
    response = request_file(photo, Range=f"bytes={len(PHOTO)}-")
    assert (response.status_code, content(response)) == (416, b"")
    assert response["Content-Range"] == f"bytes */{len(PHOTO)}"


def test_range_is_only_sent_if_if_range_matches(photo):
    assert request_file(photo, Range="bytes=5-9", If_Range=photo.etag).status_code == 206
    for other in ('"another"', f"W/{photo.etag}", "Fri, 20 Nov 2026 12:00:00 GMT"):
        response = request_file(photo, Range="bytes=5-9", If_Range=other)
        assert (response.status_code, content(response)) == (200, PHOTO)


def test_head_has_the_headers_of_the_whole_file(photo):
    whole = request_file(photo)
    for headers in ({}, {"Range": "bytes=5-9"}, {"Range": "bytes=999999-"}):
        head = request_file(photo, "HEAD", **headers)
        assert (head.status_code, content(head)) == (200, b"")
        assert head.headers == whole.headers
    whole.close()


@pytest.mark.parametrize("value", ["{}", "W/{}", '"x", {}', "*"])
def test_matching_etag_gets_304(photo, value):
    response = request_file(photo, If_None_Match=value.format(photo.etag), Range="bytes=5-9")
    assert (response.status_code, content(response)) == (304, b"")
    assert response["ETag"] == photo.etag
    assert response["Cache-Control"] == "private, no-store"


def test_other_etag_gets_the_file(photo):
    assert content(request_file(photo, If_None_Match='"x"')) == PHOTO


# --- Sent by nginx --------------------------------------------------------------------------


@pytest.fixture
def use_nginx(settings):
    settings.SENDFILE = "nginx"


@pytest.mark.usefixtures("use_nginx")
def test_nginx_gets_the_path_and_headers(photo):
    response, streamed = request_file(photo, Range="bytes=5-9"), StoredFile.headers.fget(photo)
    assert (response.status_code, content(response)) == (200, b"")
    assert response["X-Accel-Redirect"] == f"/_photos/{photo.key}"
    assert response.headers == streamed | {"X-Accel-Redirect": response["X-Accel-Redirect"]}


@pytest.mark.usefixtures("use_nginx")
def test_damaged_file_gets_404_with_nginx(photo, settings):
    path_of(photo.key).unlink()
    assert request_file(photo).status_code == 404
    assert "X-Accel-Redirect" not in request_file(photo)


# --- Names ----------------------------------------------------------------------------------


def test_ascii_name_is_sent_once():
    name = "IMG_0001 (2)+x-y.CR2"
    assert sending.content_disposition(name, True) == f'attachment; filename="{name}"'
    assert sending.content_disposition(name, False) == f'inline; filename="{name}"'


@given(st.text(st.characters(), max_size=300))
def test_any_name_stays_inside_its_header(name):
    value = sending.content_disposition(name, True)
    match = re.fullmatch(
        r'attachment; filename="([\w .()+-]*)"(?:; filename\*=UTF-8\'\'([\w.~%-]*))?',
        value,
        re.ASCII,
    )
    name_sent = unquote(match[2]) if match[2] is not None else match[1]
    assert name_sent == name.encode(errors="replace").decode()
    HttpResponse(headers={"Content-Disposition": value})


# --- sends_bytes ----------------------------------------------------------------------------


@sends_bytes
def bytes_view(request):
    return HttpResponse("bytes")


@pytest.mark.parametrize("site", ["same-origin", "same-site", "none", ""])
def test_own_pages_can_embed_files(site):
    request = RequestFactory().get(PATH, headers={"Sec-Fetch-Site": site})
    assert bytes_view(request).content == b"bytes"


def test_other_sites_cannot_embed_files():
    request = RequestFactory().get(PATH, headers={"Sec-Fetch-Site": "cross-site"})
    response = bytes_view(request)
    assert (response.status_code, response.content) == (403, b"")
    assert response["Cache-Control"] == "private, no-store"
    assert "Content-Type" not in response


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_only_get_and_head_are_allowed(method):
    response = bytes_view(RequestFactory().generic(method, PATH))
    assert (response.status_code, response.content) == (405, b"")
