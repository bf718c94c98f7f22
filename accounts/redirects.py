from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def get_next_url(request, default):
    """Return the path in `next` if it is on this site, otherwise the URL of the default page."""
    next_url = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(next_url, {request.get_host()}, request.is_secure())
    # Django resolves a relative value as a view name, so only paths are accepted.
    return next_url if is_ours and next_url.startswith("/") else resolve_url(default)
