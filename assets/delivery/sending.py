"""Answers that are bytes: all of a stored file, a part of it, or nothing at all."""

import re
from contextlib import closing
from dataclasses import dataclass
from functools import wraps
from urllib.parse import quote

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.common import no_append_slash
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from accounts.notices.models import Notice
from accounts.notices.notify import notify_owners
from assets.connections import release_connections
from assets.delivery import ranges
from assets.intake import kinds
from assets.models import Asset, Finding
from assets.storage import paths, vault
from assets.storage.backends import FileMissing

CONTENT_SECURITY_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
NO_STORE = "private, no-store"
_UNSAFE_CHARACTERS = re.compile(r"[^A-Za-z0-9 _.()+-]")


@dataclass(frozen=True)
class StoredFile:
    """A stored file, and what is written on it."""

    key: str
    size: int
    etag: str
    name: str
    is_attachment: bool = True
    cache_control: str = NO_STORE

    @property
    def label(self):
        return {"ETag": self.etag, "Cache-Control": self.cache_control}

    @property
    def headers(self):
        return self.label | {
            "Content-Type": kinds.get_content_type(self.key.rpartition(".")[2]),
            "Content-Disposition": content_disposition(self.name, self.is_attachment),
            "Content-Security-Policy": CONTENT_SECURITY_POLICY,
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        }


def sends_bytes(view):
    """For views whose answers are never pages, and which no other site may embed."""

    @csrf_exempt  # nothing is written here: who tries is refused without a word
    @no_append_slash
    @require_safe
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.headers.get("Sec-Fetch-Site") == "cross-site":
            return empty_response(403)
        return view(request, *args, **kwargs)

    return guarded


def empty_response(status, **headers):
    """No page, no words, nothing to keep."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    reply = HttpResponse(status=status, headers={"Cache-Control": NO_STORE} | headers)
    del reply["Content-Type"]
    return reply


def file_response(request, sending):
    """What is asked for of a file, unless some of the file is missing."""
    if sending is None:
        return empty_response(404)
    if _matches_etag(request, sending.etag):
        return empty_response(304, **sending.label)
    if not _is_intact(sending):
        return empty_response(404)
    if request.method == "HEAD":
        return _headers_only_response(sending, Accept_Ranges="bytes", Content_Length=sending.size)
    if settings.SENDFILE == "nginx":
        return _headers_only_response(sending, X_Accel_Redirect=vault.accel_target(sending.key))
    return _stream_response(request, sending)


def content_disposition(name, is_attachment):
    """Plainly for old programs; for all others as it is, whatever is in it."""
    plain = _UNSAFE_CHARACTERS.sub("_", name)
    spelt = f"; filename*=UTF-8''{quote(name, safe='', errors='replace')}"
    kind = "attachment" if is_attachment else "inline"
    return f'{kind}; filename="{plain}"{spelt if plain != name else ""}'


def _matches_etag(request, etag):
    tags = parse_etags(request.headers.get("If-None-Match", ""))
    return tags == ["*"] or etag in {tag.removeprefix("W/") for tag in tags}


def _is_intact(sending):
    found = vault.stat(sending.key)
    if found and found.size == sending.size:
        return True
    _record_damage(sending.key, Finding.What.DAMAGED if found else Finding.What.MISSING)
    return False


def _record_damage(key, what):
    """The owners hear of it once. A disk that is not there says nothing of the files on it."""
    if what == Finding.What.DAMAGED and key.startswith(paths.ORIGINALS):
        damaged = Asset.objects.filter(sha256=paths.parse_sha256(key), lost_at=None)
        damaged.update(lost_at=timezone.now())
    if Finding.objects.open().get_or_create(key=key, what=what)[1]:
        says = _("Files are missing or damaged on the disk; “manage.py verify” names them.")
        notify_owners(Notice.Kind.TROUBLE, says)


def _headers_only_response(sending, **headers):
    """For who sends the bytes instead of us, or wants none."""
    headers = {name.replace("_", "-"): str(value) for name, value in headers.items()}
    return HttpResponse(headers=sending.headers | headers)


def _stream_response(request, sending):
    try:
        asked = _get_requested_range(request.headers, sending)
        start, stop = asked or (0, sending.size)
        stream = _stream_without_connections(vault.open_range(sending.key, start, stop))
        next(stream)
    except ranges.RangeNotSatisfiable:
        return empty_response(416, Content_Range=f"bytes */{sending.size}")
    except FileMissing:
        return empty_response(404)
    headers = {"Accept-Ranges": "bytes", "Content-Length": str(stop - start)}
    if asked:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{sending.size}"
    status = 206 if asked else 200
    return StreamingHttpResponse(stream, status=status, headers=sending.headers | headers)


def _get_requested_range(headers, sending):
    if not ranges.matches_if_range(headers.get("If-Range", ""), sending.etag):
        return None
    return ranges.parse_range(headers.get("Range", ""), sending.size)


def _stream_without_connections(pieces):
    """Whoever reads slowly keeps a file and a thread, and no connection to the database."""
    with closing(pieces):
        first = next(pieces)
        yield b""  # begun by now, so whoever gives it up closes the file
        release_connections()
        yield first
        yield from pieces
