"""Decorators that restrict views to signed-in users. Every view of the studio has one."""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import resolve_url
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from accounts.partials import wants_partial


def studio_only(view):
    """Redirect visitors to sign in, then back to the page."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return _redirect_to_sign_in(request)
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return guarded


def studio_only_bytes(view):
    """Refuse visitors with an empty 403: a redirect would be saved in place of the file."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return HttpResponse(status=403, headers={"Cache-Control": "private, no-store"})
        return view(request, *args, **kwargs)

    return guarded


def studio_only_json(view):
    """Refuse visitors with a JSON error instead of a redirect, which scripts would follow."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.user.is_authenticated:
            response = view(request, *args, **kwargs)
        else:
            response = JsonResponse({"error": _("You're signed out. Sign in again.")}, status=403)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return guarded


def owner_only(view):
    """Return 404 to users who aren't owners."""

    @wraps(view)
    @studio_only
    def guarded(request, *args, **kwargs):
        if not request.user.is_owner:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def _redirect_to_sign_in(request):
    # A fragment can't show the sign-in form: htmx must load it as a whole page.
    if wants_partial(request):
        return HttpResponse(headers={"HX-Redirect": resolve_url("sign-in")})
    return redirect_to_login(request.get_full_path(), resolve_url("sign-in"))
