import re

from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from clientpix.proxies import client_address


def use_client_address(get_response):
    """Set REMOTE_ADDR to the address of the client, as seen by the trusted proxies."""
    trusted = settings.TRUSTED_PROXIES

    def middleware(request):
        meta = request.META
        # Removed, so that no other code can believe a forged header.
        forwarded_for = meta.pop("HTTP_X_FORWARDED_FOR", "")
        meta["REMOTE_ADDR"] = client_address(meta.get("REMOTE_ADDR", ""), forwarded_for, trusted)
        return get_response(request)

    return middleware


def limit_body_size(get_response):
    """Refuse requests with a larger body than their page accepts, before the body is read."""
    default, exceptions = settings.MAX_BODY_SIZE, settings.MAX_BODY_SIZE_BY_PATH

    def get_limit(path):
        limits = (size for page, size in exceptions.items() if re.fullmatch(page, path))
        return next(limits, default)

    def middleware(request):
        length = request.META.get("CONTENT_LENGTH") or "0"
        is_large = length.isdecimal() and int(length) > get_limit(request.path)
        if not is_large or _is_upload_chunk(request):
            return get_response(request)
        if request.path.startswith(settings.UPLOADS_PATH):
            return JsonResponse({"error": _("That's too large. Nothing was changed.")}, status=413)
        return render(request, "413.html", status=413)

    return middleware


def _is_upload_chunk(request):
    # Upload chunks are limited by the upload views. Requests that Django would parse as a form
    # are not: a form sent to their URL would be read into memory first.
    is_chunk = request.method == "PATCH" or request.content_type.startswith("application/offset")
    return is_chunk and request.path.startswith(settings.UPLOADS_PATH)
