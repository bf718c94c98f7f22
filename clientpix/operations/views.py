from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.permissions import owner_only
from clientpix.operations import health


@require_safe
@never_cache
def healthz(request):
    """A word for everybody, the facts for the owner and for whoever has the token."""
    if may_know(request):
        facts = health.all_facts()
        return JsonResponse(health.report(facts), status=_status(health.word(facts)))
    word = health.word(health.vital_facts())
    return HttpResponse(f"{word}\n", content_type="text/plain", status=_status(word))


@owner_only
@require_safe
def health_page(request):
    facts = health.all_facts()
    context = {"facts": facts, "word": health.word(facts)}
    return render(request, "operations/health.html", context)


def too_many(request, limited):
    """What django-ratelimit shows instead of the page."""
    page = render(request, "429.html", status=429)
    page["Retry-After"] = "600"
    return page


def may_know(request):
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.HEALTH_TOKEN and constant_time_compare(token, settings.HEALTH_TOKEN):
        return True
    try:
        return request.user.is_authenticated and request.user.is_owner
    except (DatabaseError, InterfaceError):
        return False


def _status(word):
    return 503 if word == health.DOWN else 200
