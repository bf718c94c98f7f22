"""Read request bodies and build responses, with errors as JSON, for the upload endpoints."""

import logging
import re
from functools import wraps

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from accounts.permissions import studio_only_json
from albums import refusals
from albums.models import Album
from albums.refusals import AlbumArchived, AlbumClosed
from assets.connections import release_connections
from assets.intake.intake import BytesVanished
from assets.intake.refusals import UnsupportedFile
from assets.storage.vault import DiskFull
from assets.tus import protocol
from assets.tus.errors import UploadRefused

logger = logging.getLogger(__name__)

READ_SIZE = 256 * 1024
SOCKET_TIMEOUT = 120
MAX_BYTES_DRAINED = 4 * protocol.MAX_CHUNK_SIZE
STATUS_BY_ERROR = {
    UnsupportedFile: 422,
    DiskFull: 507,
    AlbumArchived: 422,
    AlbumClosed: 404,
    Album.DoesNotExist: 404,
    BytesVanished: 503,
    OSError: 503,
    DatabaseError: 503,
}


def json_errors(*methods):
    """Wrap a view so that every error becomes JSON with a message for people."""

    def decorate(view):
        @studio_only_json
        @wraps(view)
        def wrapper(request, **kwargs):
            try:
                if request.method not in methods:
                    raise UploadRefused(
                        405, _("This isn't possible here."), Allow=", ".join(methods)
                    )
                return view(request, **kwargs)
            except (UploadRefused, *STATUS_BY_ERROR) as error:
                return _build_error_response(request, error)

        return wrapper

    return decorate


def tus_view(*methods):
    """Wrap a view like json_errors, and check and send the version of tus."""

    def decorate(view):
        @json_errors(*methods)
        @wraps(view)
        def checked(request, **kwargs):
            if request.method != "OPTIONS":
                protocol.check_version(request.headers.get("Tus-Resumable"))
            return view(request, **kwargs)

        @wraps(view)
        def wrapper(request, **kwargs):
            response = checked(request, **kwargs)
            response["Tus-Resumable"] = protocol.VERSION
            return response

        return wrapper

    return decorate


def read_body(request):
    """Yield the request body in pieces. A lost connection ends it early, without an error."""
    prepare_for_slow_body(request)
    try:
        while piece := request.read(READ_SIZE):
            yield piece
    except OSError:
        request.went_away = True


def prepare_for_slow_body(request):
    """Set a socket timeout and release database connections before reading a slow body."""
    if socket := request.META.get("gunicorn.socket"):
        # A phone that goes out of reach never closes its connection.
        socket.settimeout(SOCKET_TIMEOUT)
    release_connections()


def drain_request_body(get_response):
    """Read the rest of an upload's body after the response was made, whatever it is."""

    # Most clients read the response only after sending the whole body. nginx buffers the body and
    # reuses the connection for the next request, but gunicorn closes it if data is left unread.

    def middleware(request):
        response = get_response(request)
        if _accepts_files(request.path) and not hasattr(request, "went_away"):
            _drain(request)
        return response

    return middleware


def _accepts_files(path):
    return path.startswith(settings.UPLOADS_PATH) or re.fullmatch(settings.FILE_FORM_PATHS, path)


def _drain(request):
    bytes_left = MAX_BYTES_DRAINED
    for piece in read_body(request):
        bytes_left -= len(piece)
        if bytes_left < 0:
            break


def _build_error_response(request, error):
    headers = {}
    if isinstance(error, UploadRefused):
        status, sentence, headers = error.status, error.sentence, error.headers
    else:
        status = next(
            status for kind, status in STATUS_BY_ERROR.items() if isinstance(error, kind)
        )
        sentence = refusals.explain(error)
    if status == 503:
        logger.error("upload interrupted: %s", error)
        headers["Retry-After"] = "10"
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    return JsonResponse({"error": sentence}, status=status, headers=headers)
