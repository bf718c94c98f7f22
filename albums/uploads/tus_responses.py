"""How the endpoint listens and answers: in headers, and in one sentence where there is trouble."""

import logging
import re
from functools import wraps

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from accounts.permissions import studio_calls
from albums import refusals
from albums.models import Album
from albums.refusals import Archived, Closed
from assets.connections import let_go_of_databases
from assets.intake.intake import Vanished
from assets.intake.refusals import Unwelcome
from assets.storage.vault import Full
from assets.tus import protocol
from assets.tus.errors import Refused

logger = logging.getLogger(__name__)

PIECE = 256 * 1024
PATIENCE = 120
SWALLOWED = 4 * protocol.LONGEST_CHUNK
STATUSES = {
    Unwelcome: 422,
    Full: 507,
    Archived: 422,
    Closed: 404,
    Album.DoesNotExist: 404,
    Vanished: 503,
    OSError: 503,
    DatabaseError: 503,
}


def in_sentences(*methods):
    """For a view that scripts call: whatever goes wrong, they can read why."""

    def decorate(view):
        @studio_calls
        @wraps(view)
        def answering(request, **kwargs):
            try:
                if request.method not in methods:
                    raise Refused(405, _("This cannot be done here."), Allow=", ".join(methods))
                return view(request, **kwargs)
            except (Refused, *STATUSES) as error:
                return _sentence(request, error)

        return answering

    return decorate


def speaking_tus(*methods):
    """The same for who speaks tus, in the version that is spoken here."""

    def decorate(view):
        @in_sentences(*methods)
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


def pieces_of(request):
    """The body as it comes. Who goes away in the middle has only sent less."""
    be_patient(request)
    try:
        while piece := request.read(PIECE):
            yield piece
    except OSError:
        request.went_away = True


def be_patient(request):
    """For a body that takes its time: nothing that others need is held meanwhile."""
    if line := request.META.get("gunicorn.socket"):
        line.settimeout(PATIENCE)  # a phone that is out of reach never says so
    let_go_of_databases()


def hearing_out(get_response):
    """Whoever answers, and whatever: nothing of a chunk is left on a line that may be used again.

    Most clients listen only when they have sent everything. And nginx, which took all of it, gives
    the line to the next request, while gunicorn closes it over the rest that nobody has read.
    """

    def middleware(request):
        response = get_response(request)
        if _may_carry_files(request.path) and not hasattr(request, "went_away"):
            _swallow(request)
        return response

    return middleware


def _may_carry_files(path):
    return path.startswith(settings.CHUNKS) or re.fullmatch(settings.FORMS_OF_FILES, path)


def _swallow(request):
    left = SWALLOWED
    for piece in pieces_of(request):
        left -= len(piece)
        if left < 0:
            break


def _sentence(request, error):
    headers = {}
    if isinstance(error, Refused):
        status, sentence, headers = error.status, error.sentence, error.headers
    else:
        status = next(status for kind, status in STATUSES.items() if isinstance(error, kind))
        sentence = refusals.sentence(error)
    if status == 503:
        logger.error("an upload did not get on: %s", error)
        headers["Retry-After"] = "10"
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    return JsonResponse({"error": sentence}, status=status, headers=headers)
