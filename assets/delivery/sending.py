"""HTTP responses that send stored files, completely or in part."""

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

# Even if a browser could be made to show a file as a page, it couldn't run anything in it.
CONTENT_SECURITY_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
NO_STORE = "private, no-store"
_UNSAFE_CHARACTERS = re.compile(r"[^A-Za-z0-9 _.()+-]")


@dataclass(frozen=True)
class StoredFile:
    """A stored file with the properties its HTTP headers are made of."""

    key: str
    size: int
    etag: str
    name: str
    is_attachment: bool = True
    cache_control: str = NO_STORE

    @property
    def caching_headers(self):
        return {"ETag": self.etag, "Cache-Control": self.cache_control}

    @property
    def headers(self):
        return self.caching_headers | {
            "Content-Type": kinds.get_content_type(self.key.rpartition(".")[2]),
            "Content-Disposition": content_disposition(self.name, self.is_attachment),
            "Content-Security-Policy": CONTENT_SECURITY_POLICY,
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        }


def sends_bytes(view):
    """Decorate a view that sends files. Other sites can't embed them."""

    @csrf_exempt  # the view changes nothing, so a POST gets a plain 405 instead of an error page
    @no_append_slash
    @require_safe
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.headers.get("Sec-Fetch-Site") == "cross-site":
            return empty_response(403)
        return view(request, *args, **kwargs)

    return guarded


def empty_response(status, headers=None):
    """Return a response without a body that no cache may store."""
    response = HttpResponse(status=status, headers={"Cache-Control": NO_STORE} | (headers or {}))
    del response["Content-Type"]
    return response


def file_response(request, file):
    """Return the response to a request for a file, or 404 if it's missing or damaged."""
    if file is None:
        return empty_response(404)
    if _matches_etag(request, file.etag):
        return empty_response(304, file.caching_headers)
    if not _is_intact(file):
        return empty_response(404)
    if request.method == "HEAD":
        length = {"Accept-Ranges": "bytes", "Content-Length": str(file.size)}
        return HttpResponse(headers=file.headers | length)
    if settings.SENDFILE == "nginx":
        # nginx handles ranges and conditional requests itself.
        redirect = {"X-Accel-Redirect": vault.accel_target(file.key)}
        return HttpResponse(headers=file.headers | redirect)
    return _stream_response(request, file)


def content_disposition(name, is_attachment):
    """Return the header with the exact name, and a plain ASCII name for old programs."""
    ascii_name = _UNSAFE_CHARACTERS.sub("_", name)
    exact_name = f"; filename*=UTF-8''{quote(name, safe='', errors='replace')}"
    kind = "attachment" if is_attachment else "inline"
    return f'{kind}; filename="{ascii_name}"{exact_name if ascii_name != name else ""}'


def _matches_etag(request, etag):
    tags = parse_etags(request.headers.get("If-None-Match", ""))
    return tags == ["*"] or etag in {tag.removeprefix("W/") for tag in tags}


def _is_intact(file):
    status = vault.stat(file.key)
    if status and status.size == file.size:
        return True
    _record_damage(file.key, Finding.Problem.DAMAGED if status else Finding.Problem.MISSING)
    return False


def _record_damage(key, problem):
    """Record that a file is missing or damaged, and notify the owners the first time."""
    # A missing original is not marked as lost: perhaps only the disk isn't mounted.
    if problem == Finding.Problem.DAMAGED and key.startswith(paths.ORIGINALS):
        damaged = Asset.objects.filter(sha256=paths.parse_sha256(key), lost_at=None)
        damaged.update(lost_at=timezone.now())
    if Finding.objects.open().get_or_create(key=key, problem=problem)[1]:
        text = _("Some files are missing or damaged. Run “manage.py verify” to list them.")
        notify_owners(Notice.Kind.PROBLEM, text)


def _stream_response(request, file):
    try:
        byte_range = _get_requested_range(request.headers, file)
        start, stop = byte_range or (0, file.size)
        stream = _stream_without_connections(vault.open_range(file.key, start, stop))
        # Read the first block now, while a missing file can still be answered with a 404.
        next(stream)
    except ranges.RangeNotSatisfiable:
        return empty_response(416, {"Content-Range": f"bytes */{file.size}"})
    except FileMissing:
        return empty_response(404)
    headers = {"Accept-Ranges": "bytes", "Content-Length": str(stop - start)}
    if byte_range:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{file.size}"
    status = 206 if byte_range else 200
    return StreamingHttpResponse(stream, status=status, headers=file.headers | headers)


def _get_requested_range(headers, file):
    if not ranges.matches_if_range(headers.get("If-Range", ""), file.etag):
        return None
    return ranges.parse_range(headers.get("Range", ""), file.size)


def _stream_without_connections(blocks):
    # A slow client occupies a file and a thread, but no database connection.
    with closing(blocks):
        first = next(blocks)
        # The generator has started by now, so closing it closes the file.
        yield b""
        release_connections()
        yield first
        yield from blocks
