from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext as _

from albums import arrival
from albums.uploads import completion, known_files, limits, parsers
from albums.uploads.tus_responses import in_sentences, pieces_of, speaking_tus
from assets.intake.refusals import Reason, Unwelcome
from assets.tus import chunks, expiry, protocol, upload
from assets.tus.errors import Gone, Refused


@speaking_tus("OPTIONS", "POST")
def uploads(request):
    """Begin an upload; its first chunk, and so all of a small file, may come along."""
    if request.method == "OPTIONS":
        return _capabilities()
    size = protocol.chunk_length(request.headers)
    if size:
        _check_type(request)
    going, album = _begin(request)
    position = 0
    if size:
        going, position = _first_chunk(request, going, album, size)
    response = _answer(going, position, 201)
    response["Location"] = reverse("upload", args=[going.handle])
    return response


@speaking_tus("OPTIONS", "HEAD", "PATCH", "DELETE")
def one(request, handle):
    """Ask how far an upload is, go on with it, or give it up."""
    if request.method == "OPTIONS":
        return _capabilities()
    act = {"HEAD": _look, "PATCH": _go_on, "DELETE": _give_up}[request.method]
    try:
        return act(request, *_own(request, handle))
    except Gone:
        # While this one waited, another request may have brought it to its end.
        return act(request, *_own(request, handle))


@in_sentences("POST")
def held(request):
    """Which of these files need not be sent? Those are placed at once."""
    album, wanted = parsers.held(request.body)
    answers = known_files.place(parsers.album_open_to(request.user, album), wanted, request.user)
    return JsonResponse({"answers": answers})


def _capabilities():
    return HttpResponse(
        status=204,
        headers={
            "Tus-Version": protocol.VERSION,
            "Tus-Extension": protocol.EXTENSIONS,
            "Tus-Checksum-Algorithm": ",".join(protocol.ALGORITHMS),
            "Tus-Max-Size": str(settings.LARGEST_FILE),
        },
    )


def _begin(request):
    said = request.headers.get("Upload-Metadata", "")
    length = protocol.number(request.headers, "Upload-Length")
    metadata = protocol.metadata(said)
    labels = parsers.labels(metadata)
    album = parsers.album_open_to(request.user, labels["about"]["album"])
    arrival.check_open(album)
    if not length:
        raise Unwelcome(Reason.EMPTY)
    with upload.counting():
        limits.check(request.user, length)
        person = str(request.user.pk)
        going = upload.begin(length=length, person=person, metadata=said, **labels)
    return going, album


def _first_chunk(request, going, album, size):
    """Nobody was told its address yet: an upload of which this much fails is none."""
    try:
        going, position = _receive(request, going, album, 0)
        if position < size:
            raise Refused(400, _("Less came than was announced."))
    except BaseException:
        upload.remove(going.handle)
        raise
    return going, position


def _own(request, handle):
    going = upload.find(handle)
    if going.person != str(request.user.pk):
        raise Gone
    return going, parsers.album_open_to(request.user, going.about["album"])


def _look(request, going, album):
    position = going.length if going.result else chunks.standing(going)
    response = _answer(going, position, 200)
    response["Upload-Length"] = str(going.length)
    if going.metadata:
        response["Upload-Metadata"] = going.metadata
    return response


def _go_on(request, going, album):
    _check_type(request)
    offset = protocol.number(request.headers, "Upload-Offset")
    position = going.length
    if not going.result:
        going, position = _receive(request, going, album, offset)
    elif offset < position - 1:
        raise Refused(409, _("This upload has come to its end already."))
    return _answer(going, position, 204)


def _give_up(request, going, album):
    upload.discard(going)
    return HttpResponse(status=204)


def _receive(request, going, album, offset):
    """What came, and whether that was all; then it is kept as well before anybody is told."""
    size = protocol.chunk_length(request.headers)
    checksum = protocol.checksum(request.headers)
    position = chunks.receive(going, offset, size, pieces_of(request), checksum)
    if position == going.length:
        going = completion.finish(going, album, request.user)
    return going, position


def _check_type(request):
    if request.content_type != protocol.CHUNK:
        raise Refused(415, _("A chunk is sent as %s.") % protocol.CHUNK)


def _answer(going, position, status):
    response = HttpResponse(status=status)
    response["Upload-Offset"] = str(position)
    response["Upload-Expires"] = http_date(expiry.expires_at(going.handle).timestamp())
    if going.result:
        response["Client-Pix-Outcome"] = going.result["outcome"]
        response["Client-Pix-Picture"] = going.result["picture"]
    return response
