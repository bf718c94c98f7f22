from dataclasses import asdict

from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.notices.models import Notice
from accounts.notices.notify import tell
from albums.actions.undo import forget
from albums.trash.disposal import KEPT, purge
from assets.integrity.disposal import sweep


@task(queue_name="once", priority=-50)
def empty_the_trash():
    """What was deleted long enough ago: first out of the albums, then its files."""
    now = timezone.now()
    purge(now)
    forget(now, KEPT)
    swept = sweep(now)
    if swept.is_doubtful:
        text = _("Many originals are unknown to this database. Is it the right one?")
        tell(Notice.Kind.SAFETY, text, "/studio/health/")
    return asdict(swept)
