"""Who may pass to a page of the studio. Every view behind a sign-in wears one of these."""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import resolve_url
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _


def studio_only(view):
    """For everybody who works here; others are asked to sign in and come back."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return _redirect_to_sign_in(request)
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return guarded


def studio_only_bytes(view):
    """For files: who is not signed in gets nothing, least of all a page in place of a file."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return HttpResponse(status=403, headers={"Cache-Control": "private, no-store"})
        return view(request, *args, **kwargs)

    return guarded


def studio_only_json(view):
    """For what scripts ask: who is not signed in is told so, and sent nowhere."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.user.is_authenticated:
            response = view(request, *args, **kwargs)
        else:
            response = JsonResponse({"error": _("You are signed out. Sign in again.")}, status=403)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return guarded


def owner_only(view):
    """For owners; to an uploader the page does not exist."""

    @wraps(view)
    @studio_only
    def guarded(request, *args, **kwargs):
        if not request.user.is_owner:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def _redirect_to_sign_in(request):
    """A whole page goes there and comes back; a fragment must take its page along."""
    if request.htmx and not request.htmx.boosted:
        return HttpResponse(headers={"HX-Redirect": resolve_url("sign-in")})
    return redirect_to_login(request.get_full_path(), resolve_url("sign-in"))
