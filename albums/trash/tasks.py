from dataclasses import asdict

from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.notices.models import Notice
from accounts.notices.notify import notify_owners
from albums.actions.undo import clear_undo_data
from albums.trash.disposal import RETENTION, purge
from assets.integrity.disposal import sweep


@task(queue_name="once", priority=-50)
def empty_trash():
    """Remove what has been in the trash for its time: first from albums, then its files."""
    now = timezone.now()
    purge(now)
    clear_undo_data(now, RETENTION)
    swept = sweep(now)
    if swept.is_doubtful:
        text = _("Many original files aren't in the database. Check that it's the right one.")
        notify_owners(Notice.Kind.SECURITY, text, "/studio/health/")
    return asdict(swept)
