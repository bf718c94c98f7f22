"""Notify the owners."""

from django.conf import settings

from accounts.notices import tasks
from accounts.notices.models import Notice


def notify_owners(kind, text, url=""):
    """Show a notification in the studio and email it, unless the same one is still unread."""
    notice, is_new = Notice.objects.unread().get_or_create(
        kind=kind, text=text[:300], url=url, defaults={}
    )
    if is_new and settings.HAS_MAIL:
        tasks.send_notice_email.enqueue(notice.pk)
    return notice
