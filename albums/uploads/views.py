from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext as _

from albums import arrival
from albums.uploads import completion, known_files, limits, parsers
from albums.uploads.tus_responses import json_errors, read_body, tus_view
from assets.intake.refusals import Reason, UnsupportedFile
from assets.tus import chunks, expiry, protocol, upload
from assets.tus.errors import UploadNotFound, UploadRefused


@tus_view("OPTIONS", "POST")
def uploads(request):
    """Start an upload. The request may carry the first chunk, or all of a small file."""
    if request.method == "OPTIONS":
        return _describe_capabilities()
    size = protocol.parse_chunk_length(request.headers)
    if size:
        _check_content_type(request)
    pending, album = _create_upload(request)
    position = 0
    if size:
        pending, position = _receive_first_chunk(request, pending, album, size)
    response = _build_response(pending, position, 201)
    response["Location"] = reverse("upload", args=[pending.handle])
    return response


@tus_view("OPTIONS", "HEAD", "PATCH", "DELETE")
def upload_detail(request, handle):
    """Return the offset of an upload, continue it or cancel it."""
    if request.method == "OPTIONS":
        return _describe_capabilities()
    handler = {"HEAD": _show_offset, "PATCH": _continue_upload, "DELETE": _discard_upload}[
        request.method
    ]
    try:
        return handler(request, *_get_own_upload(request, handle))
    except UploadNotFound:
        # Another request may have finished the upload while this one waited.
        return handler(request, *_get_own_upload(request, handle))


@json_errors("POST")
def check_known_files(request):
    """Add the files that are stored already, and say which ones must be uploaded."""
    album, wanted = parsers.parse_known_files(request.body)
    answers = known_files.place(parsers.get_open_album(request.user, album), wanted, request.user)
    return JsonResponse({"answers": answers})


def _describe_capabilities():
    return HttpResponse(
        status=204,
        headers={
            "Tus-Version": protocol.VERSION,
            "Tus-Extension": protocol.EXTENSIONS,
            "Tus-Checksum-Algorithm": ",".join(protocol.ALGORITHMS),
            "Tus-Max-Size": str(settings.MAX_FILE_SIZE),
        },
    )


def _create_upload(request):
    header = request.headers.get("Upload-Metadata", "")
    length = protocol.parse_number(request.headers, "Upload-Length")
    metadata = protocol.parse_metadata(header)
    labels = parsers.parse_metadata(metadata)
    album = parsers.get_open_album(request.user, labels["about"]["album"])
    arrival.check_accepts_files(album)
    if not length:
        raise UnsupportedFile(Reason.EMPTY)
    with upload.quota_lock():
        limits.check_upload(request.user, length)
        person = str(request.user.pk)
        pending = upload.create_upload(length=length, person=person, metadata=header, **labels)
    return pending, album


def _receive_first_chunk(request, pending, album, size):
    # The client doesn't know the upload's URL yet, so it could never resume after an error here.
    try:
        pending, position = _receive_chunk(request, pending, album, 0)
        if position < size:
            raise UploadRefused(400, _("The upload is shorter than announced."))
    except BaseException:
        upload.remove_files(pending.handle)
        raise
    return pending, position


def _get_own_upload(request, handle):
    pending = upload.find_upload(handle)
    if pending.person != str(request.user.pk):
        raise UploadNotFound
    return pending, parsers.get_open_album(request.user, pending.about["album"])


def _show_offset(request, pending, album):
    position = pending.length if pending.result else chunks.get_offset(pending)
    response = _build_response(pending, position, 200)
    response["Upload-Length"] = str(pending.length)
    if pending.metadata:
        response["Upload-Metadata"] = pending.metadata
    return response


def _continue_upload(request, pending, album):
    _check_content_type(request)
    offset = protocol.parse_number(request.headers, "Upload-Offset")
    position = pending.length
    if not pending.result:
        pending, position = _receive_chunk(request, pending, album, offset)
    elif offset < position - 1:
        raise UploadRefused(409, _("This upload is already complete."))
    return _build_response(pending, position, 204)


def _discard_upload(request, pending, album):
    upload.discard_upload(pending)
    return HttpResponse(status=204)


def _receive_chunk(request, pending, album, offset):
    """Write the chunk, and finish the upload if it was the last one."""
    size = protocol.parse_chunk_length(request.headers)
    checksum = protocol.parse_checksum(request.headers)
    position = chunks.write_chunk(pending, offset, size, read_body(request), checksum)
    if position == pending.length:
        pending = completion.complete_upload(pending, album, request.user)
    return pending, position


def _check_content_type(request):
    if request.content_type != protocol.CHUNK_CONTENT_TYPE:
        raise UploadRefused(415, _("Send chunks as %s.") % protocol.CHUNK_CONTENT_TYPE)


def _build_response(pending, position, status):
    response = HttpResponse(status=status)
    response["Upload-Offset"] = str(position)
    response["Upload-Expires"] = http_date(expiry.get_expiry(pending.handle).timestamp())
    if pending.result:
        response["Client-Pix-Outcome"] = pending.result["outcome"]
        response["Client-Pix-Picture"] = pending.result["picture"]
    return response
