from datetime import timedelta

from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.notices.models import Notice
from accounts.notices.notify import tell
from assets.integrity import findings, verification
from assets.models import Asset
from assets.processing import scratch
from assets.processing.tasks import develop_soon
from assets.storage import paths, vault

AN_HOUR = timedelta(hours=1)
MOST_LEFT = 10_000
HEALTH = "/studio/health/"
SECONDS = 9 * 60
BYTES_A_SECOND = 50 * 1000**2


@task(queue_name="once", priority=-50)
def develop_what_was_left():
    """Somebody may have died over it, or between keeping a file and asking for this."""
    scratch.sweep()
    living = Asset.objects.living().filter(kept_at__lt=timezone.now() - AN_HOUR)
    left = living.undeveloped() | living.short_of_room()
    develop_soon(left.order_by("kept_at", "pk").values_list("pk", flat=True)[:MOST_LEFT])


@task(queue_name="once", priority=-50)
def verify_what_is_overdue():
    """A part of it every hour, so that each original is read once a month, and none in a hurry."""
    try:
        with vault.alone():
            read = verification.read_overdue(
                timezone.now(), SECONDS, pace=verification.Pace(BYTES_A_SECOND)
            )
    except vault.Busy:
        return
    except findings.Away:
        text = _("No original is there any more. Is the disk mounted that holds them?")
        tell(Notice.Kind.SAFETY, text, HEALTH)
    else:
        _tell_of(read)


def _tell_of(read):
    lost = read.findings.open().filter(key__startswith=paths.ORIGINALS).count() if read else 0
    if lost:
        text = ngettext(
            "%d original is damaged or missing. Run verify --repair-from with a backup.",
            "%d originals are damaged or missing. Run verify --repair-from with a backup.",
            lost,
        )
        tell(Notice.Kind.SAFETY, text % lost, HEALTH)
