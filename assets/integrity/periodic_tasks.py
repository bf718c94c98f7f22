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
    """Process assets whose processing was interrupted or never began."""
    # A process may have died while it worked, or before it could enqueue the task.
    scratch.remove_abandoned()
    living = Asset.objects.living().filter(kept_at__lt=timezone.now() - LEFTOVER_AFTER)
    leftovers = living.unprocessed() | living.out_of_disk_space()
    process_soon(leftovers.order_by("kept_at", "pk").values_list("pk", flat=True)[:MAX_LEFTOVERS])


@task(queue_name="once", priority=-50)
def verify_overdue_files():
    """Verify a few files every hour, so that each original is read about once a month."""
    try:
        with vault.exclusive_lock():
            result = verification.verify_overdue(
                timezone.now(), VERIFY_SECONDS, pace=verification.RateLimit(BYTES_PER_SECOND)
            )
    except vault.VaultBusy:
        return
    except findings.StorageUnavailable:
        text = _("All originals are missing. Check that the disk with your photos is mounted.")
        notify_owners(Notice.Kind.SECURITY, text, HEALTH_URL)
    else:
        _notify_of_losses(result)


def _notify_of_losses(result):
    if result is None:
        return
    lost = result.findings.open().filter(key__startswith=paths.ORIGINALS).count()
    if lost:
        text = ngettext(
            "%d original is damaged or missing. To restore it from a backup, run "
            "“manage.py verify --repair-from”.",
            "%d originals are damaged or missing. To restore them from a backup, run "
            "“manage.py verify --repair-from”.",
            lost,
        )
        notify_owners(Notice.Kind.SECURITY, text % lost, HEALTH_URL)
