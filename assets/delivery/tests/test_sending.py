"""The bytes of an answer; `/media/` and its links have tests of their own."""

import re
from urllib.parse import unquote

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from assets.delivery import media_urls, sending
from assets.delivery.sending import StoredFile, sends_bytes
from assets.delivery.tests.responses import AWAY, ask, content
from assets.tests.factories.assets import PHOTO, keep

pytestmark = pytest.mark.django_db


@pytest.fixture
def photo():
    return media_urls.get_original_file(keep(), "Zoë & Jörg.jpg")


def on_disk(sent, settings):
    return settings.PHOTOS / sent.key


def test_all_of_it_is_sent_and_what_it_is(photo):
    reply = ask(photo)
    assert content(reply) == PHOTO
    assert reply.status_code == 200
    assert reply.headers == {
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
    ("asked", "part"),
    [
        ("bytes=0-0", slice(0, 1)),
        ("bytes=100-199", slice(100, 200)),
        ("bytes=10000-", slice(10000, None)),
        ("bytes=-7", slice(-7, None)),
        ("bytes=0-", slice(None)),
    ],
)
def test_a_part_is_sent(photo, asked, part):
    reply = ask(photo, Range=asked)
    assert content(reply) == PHOTO[part]
    assert reply.status_code == 206
    start, stop, _ = part.indices(len(PHOTO))
    assert reply["Content-Range"] == f"bytes {start}-{stop - 1}/{len(PHOTO)}"
    assert reply["Content-Length"] == str(stop - start)
    assert reply["ETag"] == photo.etag


def test_parts_make_up_the_whole(photo):
    starts = range(0, len(PHOTO), 1000)
    parts = [content(ask(photo, Range=f"bytes={at}-{at + 999}")) for at in starts]
    assert b"".join(parts) == PHOTO


@pytest.mark.parametrize("asked", ["bytes=0-1,5-9", "pages=1-2", "bytes=9-1"])
def test_all_of_it_is_sent_where_no_one_part_is_meant(photo, asked):
    reply = ask(photo, Range=asked)
    assert (reply.status_code, content(reply)) == (200, PHOTO)
    assert "Content-Range" not in reply


def test_what_lies_behind_the_end_is_refused_with_the_length(photo):
    reply = ask(photo, Range=f"bytes={len(PHOTO)}-")
    assert (reply.status_code, content(reply)) == (416, b"")
    assert reply["Content-Range"] == f"bytes */{len(PHOTO)}"


def test_a_part_is_sent_only_of_what_was_begun(photo):
    assert ask(photo, Range="bytes=5-9", If_Range=photo.etag).status_code == 206
    for other in ('"another"', f"W/{photo.etag}", "Fri, 20 Nov 2026 12:00:00 GMT"):
        reply = ask(photo, Range="bytes=5-9", If_Range=other)
        assert (reply.status_code, content(reply)) == (200, PHOTO)


def test_a_head_has_the_headers_of_all_of_it_whatever_part_is_asked_for(photo):
    whole = ask(photo)
    for headers in ({}, {"Range": "bytes=5-9"}, {"Range": "bytes=999999-"}):
        head = ask(photo, "HEAD", **headers)
        assert (head.status_code, content(head)) == (200, b"")
        assert head.headers == whole.headers
    whole.close()


@pytest.mark.parametrize("said", ["{}", "W/{}", '"x", {}', "*"])
def test_who_has_it_is_told_so(photo, said):
    reply = ask(photo, If_None_Match=said.format(photo.etag), Range="bytes=5-9")
    assert (reply.status_code, content(reply)) == (304, b"")
    assert reply["ETag"] == photo.etag
    assert reply["Cache-Control"] == "private, no-store"


def test_who_has_another_one_gets_it(photo):
    assert content(ask(photo, If_None_Match='"x"')) == PHOTO


# --- By nginx -------------------------------------------------------------------------------


@pytest.fixture
def by_nginx(settings):
    settings.SENDFILE = "nginx"


@pytest.mark.usefixtures("by_nginx")
def test_nginx_is_told_which_file_and_what_it_is(photo):
    reply, streamed = ask(photo, Range="bytes=5-9"), StoredFile.headers.fget(photo)
    assert (reply.status_code, content(reply)) == (200, b"")
    assert reply["X-Accel-Redirect"] == f"/_photos/{photo.key}"
    assert reply.headers == streamed | {"X-Accel-Redirect": reply["X-Accel-Redirect"]}


@pytest.mark.usefixtures("by_nginx")
def test_nginx_is_not_sent_to_what_is_damaged(photo, settings):
    on_disk(photo, settings).unlink()
    assert ask(photo).status_code == 404
    assert "X-Accel-Redirect" not in ask(photo)


# --- Names ----------------------------------------------------------------------------------


def test_a_plain_name_is_said_once():
    name = "IMG_0001 (2)+x-y.CR2"
    assert sending.content_disposition(name, True) == f'attachment; filename="{name}"'
    assert sending.content_disposition(name, False) == f'inline; filename="{name}"'


@given(st.text(st.characters(), max_size=300))
def test_no_name_breaks_out_of_its_header(name):
    said = sending.content_disposition(name, True)
    found = re.fullmatch(
        r'attachment; filename="([\w .()+-]*)"(?:; filename\*=UTF-8\'\'([\w.~%-]*))?',
        said,
        re.ASCII,
    )
    spelt = unquote(found[2]) if found[2] is not None else found[1]
    assert spelt == name.encode(errors="replace").decode()
    HttpResponse(headers={"Content-Disposition": said})


# --- The gate -------------------------------------------------------------------------------


@sends_bytes
def bytes_view(request):
    return HttpResponse("bytes")


@pytest.mark.parametrize("site", ["same-origin", "same-site", "none", ""])
def test_our_own_pages_may_show_bytes(site):
    request = RequestFactory().get(AWAY, headers={"Sec-Fetch-Site": site})
    assert bytes_view(request).content == b"bytes"


def test_another_site_may_not():
    request = RequestFactory().get(AWAY, headers={"Sec-Fetch-Site": "cross-site"})
    reply = bytes_view(request)
    assert (reply.status_code, reply.content) == (403, b"")
    assert reply["Cache-Control"] == "private, no-store"
    assert "Content-Type" not in reply


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_bytes_are_only_read(method):
    reply = bytes_view(RequestFactory().generic(method, AWAY))
    assert (reply.status_code, reply.content) == (405, b"")
