import re

from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from clientpix.proxies import client_address


def use_client_address(get_response):
    """Put the asking address where Django looks for it; believe trusted proxies, nobody else."""
    trusted = settings.TRUSTED_PROXIES

    def middleware(request):
        meta = request.META
        forwarded_for = meta.pop("HTTP_X_FORWARDED_FOR", "")
        meta["REMOTE_ADDR"] = client_address(meta.get("REMOTE_ADDR", ""), forwarded_for, trusted)
        return get_response(request)

    return middleware


def limit_body_size(get_response):
    """A form is small: what is larger is refused before anything of it is kept."""
    least, elsewhere = settings.MAX_BODY_SIZE, settings.MAX_BODY_SIZE_BY_PATH

    def most(path):
        return next((size for page, size in elsewhere.items() if re.fullmatch(page, path)), least)

    def middleware(request):
        length = request.META.get("CONTENT_LENGTH") or "0"
        is_large = length.isdecimal() and int(length) > most(request.path)
        if not is_large or _is_upload_chunk(request):
            return get_response(request)
        if request.path.startswith(settings.UPLOADS_PATH):
            return JsonResponse({"error": _("That is too much at once.")}, status=413)
        return render(request, "413.html", status=413)

    return middleware


def _is_upload_chunk(request):
    """A part of a file is measured where it is taken; what may be a form is no such part."""
    may_be_one = request.method == "PATCH" or request.content_type.startswith("application/offset")
    return may_be_one and request.path.startswith(settings.UPLOADS_PATH)
