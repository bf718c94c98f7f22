from datetime import timedelta

from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.notices.models import Notice
from accounts.notices.notify import notify_owners
from assets.integrity import findings, verification
from assets.models import Asset
from assets.processing import scratch
from assets.processing.tasks import process_soon
from assets.storage import paths, vault

LEFTOVER_AFTER = timedelta(hours=1)
MAX_LEFTOVERS = 10_000
HEALTH_URL = "/studio/health/"
VERIFY_SECONDS = 9 * 60
BYTES_PER_SECOND = 50 * 1000**2


@task(queue_name="once", priority=-50)
def process_leftovers():
    """Somebody may have died over it, or between keeping a file and asking for this."""
    scratch.remove_abandoned()
    living = Asset.objects.living().filter(kept_at__lt=timezone.now() - LEFTOVER_AFTER)
    left = living.undeveloped() | living.short_of_room()
    process_soon(left.order_by("kept_at", "pk").values_list("pk", flat=True)[:MAX_LEFTOVERS])


@task(queue_name="once", priority=-50)
def verify_overdue_files():
    """A part of it every hour, so that each original is read once a month, and none in a hurry."""
    try:
        with vault.exclusive_lock():
            read = verification.verify_overdue(
                timezone.now(), VERIFY_SECONDS, pace=verification.RateLimit(BYTES_PER_SECOND)
            )
    except vault.VaultBusy:
        return
    except findings.StorageUnavailable:
        text = _("No original is there any more. Is the disk mounted that holds them?")
        notify_owners(Notice.Kind.SAFETY, text, HEALTH_URL)
    else:
        _notify_of_losses(read)


def _notify_of_losses(read):
    lost = read.findings.open().filter(key__startswith=paths.ORIGINALS).count() if read else 0
    if lost:
        text = ngettext(
            "%d original is damaged or missing. Run verify --repair-from with a backup.",
            "%d originals are damaged or missing. Run verify --repair-from with a backup.",
            lost,
        )
        notify_owners(Notice.Kind.SAFETY, text % lost, HEALTH_URL)
