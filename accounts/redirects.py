from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def get_next_url(request, otherwise):
    """Where they wanted to go, if that is a path of ours; else the page of that name."""
    to = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(to, {request.get_host()}, request.is_secure())
    return to if is_ours and to.startswith("/") else resolve_url(otherwise)
