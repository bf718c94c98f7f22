"""Add the studio's settings to every page and show times in its time zone."""

from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts.notices.models import Notice
from accounts.studio.models import the_studio
from accounts.studio.themes import THEMES


def studio_context(request):
    studio = the_studio()
    timezone.activate(studio.zone)
    return {
        "studio": studio,
        "theme": THEMES.get(request.COOKIES.get("theme"), ""),
        "unread_notices": SimpleLazyObject(lambda: _count_unread_notices(request)),
    }


def studio_time_zone_middleware(get_response):
    def middleware(request):
        try:
            return get_response(request)
        finally:
            # The thread's next request must not inherit the time zone.
            timezone.deactivate()

    return middleware


def _count_unread_notices(request):
    user = getattr(request, "user", None)
    return Notice.objects.unread().count() if user and getattr(user, "is_owner", False) else 0
