"""How the endpoint listens and answers: in headers, and in one sentence where there is trouble."""

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
    """For a view that scripts call: whatever goes wrong, they can read why."""

    def decorate(view):
        @studio_only_json
        @wraps(view)
        def answering(request, **kwargs):
            try:
                if request.method not in methods:
                    raise UploadRefused(
                        405, _("This isn't possible here."), Allow=", ".join(methods)
                    )
                return view(request, **kwargs)
            except (UploadRefused, *STATUS_BY_ERROR) as error:
                return _build_error_response(request, error)

        return answering

    return decorate


def tus_view(*methods):
    """The same for who speaks tus, in the version that is spoken here."""

    def decorate(view):
        @json_errors(*methods)
        @wraps(view)
        def understanding(request, **kwargs):
            if request.method != "OPTIONS":
                protocol.check_version(request.headers.get("Tus-Resumable"))
            return view(request, **kwargs)

        @wraps(view)
        def speaking(request, **kwargs):
            response = understanding(request, **kwargs)
            response["Tus-Resumable"] = protocol.VERSION
            return response

        return speaking

    return decorate


def read_body(request):
    """The body as it comes. Who goes away in the middle has only sent less."""
    prepare_for_slow_body(request)
    try:
        while piece := request.read(READ_SIZE):
            yield piece
    except OSError:
        request.went_away = True


def prepare_for_slow_body(request):
    """For a body that takes its time: nothing that others need is held meanwhile."""
    if line := request.META.get("gunicorn.socket"):
        line.settimeout(SOCKET_TIMEOUT)  # a phone that is out of reach never says so
    release_connections()


def drain_request_body(get_response):
    """Whoever answers, and whatever: nothing of a chunk is left on a line that may be used again.

    Most clients listen only when they have sent everything. And nginx, which took all of it, gives
    the line to the next request, while gunicorn closes it over the rest that nobody has read.
    """

    def middleware(request):
        response = get_response(request)
        if _accepts_files(request.path) and not hasattr(request, "went_away"):
            _drain(request)
        return response

    return middleware


def _accepts_files(path):
    return path.startswith(settings.UPLOADS_PATH) or re.fullmatch(settings.FILE_FORM_PATHS, path)


def _drain(request):
    left = MAX_BYTES_DRAINED
    for piece in read_body(request):
        left -= len(piece)
        if left < 0:
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
        logger.error("an upload did not get on: %s", error)
        headers["Retry-After"] = "10"
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    return JsonResponse({"error": sentence}, status=status, headers=headers)
