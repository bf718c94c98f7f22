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
    """Return one word for everybody, and all checks for the owner or with the health token."""
    if may_see_details(request):
        facts = health.run_all_checks()
        return JsonResponse(
            health.build_report(facts), status=_http_status(health.find_worst_state(facts))
        )
    state = health.find_worst_state(health.run_vital_checks())
    return HttpResponse(f"{state}\n", content_type="text/plain", status=_http_status(state))


@owner_only
@require_safe
def health_page(request):
    facts = health.run_all_checks()
    context = {"facts": facts, "state": health.find_worst_state(facts)}
    return render(request, "operations/health.html", context)


def too_many_requests(request, limited):
    """Render the page for requests that exceed a rate limit of django-ratelimit."""
    page = render(request, "429.html", status=429)
    page["Retry-After"] = "600"  # the shortest period of all rate limits
    return page


def may_see_details(request):
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.HEALTH_TOKEN and constant_time_compare(token, settings.HEALTH_TOKEN):
        return True
    try:
        # Reading the session needs the database, whose failure is what we may have to report.
        return request.user.is_authenticated and request.user.is_owner
    except (DatabaseError, InterfaceError):
        return False


def _http_status(state):
    return 503 if state == health.DOWN else 200
