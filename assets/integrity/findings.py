"""Check a stored file, and record it if it's missing or damaged."""

import errno
import logging
import os

from django.db import transaction
from django.utils import timezone

from assets.models import Asset, Finding, Rendition
from assets.storage import paths, vault

Problem = Finding.Problem
logger = logging.getLogger(__name__)


class StorageUnavailable(OSError):
    """The folder of originals is missing or empty. Perhaps the disk isn't mounted."""


def check(row, pace=iter):
    """Return what is wrong with the file of an asset or rendition, or None if it's intact."""
    if vault.stat(row.key) is None:
        return Problem.MISSING
    return None if _is_whole(row, pace) else Problem.DAMAGED


def record_loss(row, problem, verification):
    """Quarantine a damaged file and record the loss, unless the file is back already."""
    if problem == Problem.MISSING and _is_storage_unavailable():
        raise StorageUnavailable(errno.ENOENT, os.strerror(errno.ENOENT), paths.ORIGINALS)
    # A damaged file that can't be moved is lost even though there's a file.
    is_stuck = problem == Problem.DAMAGED and not _quarantine(row)
    with transaction.atomic():
        asset = Asset.objects.living().select_for_update().filter(pk=get_asset(row).pk).first()
        if asset is None or (vault.stat(row.key) and not is_stuck):
            return
        if isinstance(row, Asset):
            _mark_lost(asset)
        elif Rendition.objects.filter(pk=row.pk).delete()[0]:
            # The recipe stays, so that the remaining renditions are shown meanwhile.
            Asset.objects.filter(pk=asset.pk).restart_processing()
        else:
            return
        record(row.key, problem, verification)


def record(key, problem, verification):
    """Record a finding. A key has only one open finding, however often it's found."""
    known = Finding.objects.open().filter(key=key).first()
    if known:
        Finding.objects.filter(pk=known.pk).update(verification=verification)
    else:
        Finding.objects.create(key=key, problem=problem, verification=verification)


def mark_whole(rows, moment):
    """Record that the files of these rows were intact at a moment, and close their findings."""
    asset_pks = [row.pk for row in rows if isinstance(row, Asset)]
    rendition_pks = [row.pk for row in rows if isinstance(row, Rendition)]
    with transaction.atomic():
        # Lock them in the same order as arrivals do, to avoid a deadlock.
        assets = Asset.objects.filter(pk__in=asset_pks)
        list(assets.by_hash().select_for_update().values_list("pk", flat=True))
        assets.update(verified_at=moment)
        assets.filter(lost_at__lte=moment).update(lost_at=None)
        Rendition.objects.filter(pk__in=rendition_pks).update(verified_at=moment)
        Finding.objects.open().filter(key__in=[row.key for row in rows]).update(
            repaired_at=timezone.now()
        )


def get_asset(row):
    return row if isinstance(row, Asset) else row.asset


def _is_whole(row, pace=iter):
    fingerprint = vault.read_fingerprint(row.key, row.size, pace)
    return fingerprint is not None and row.matches(fingerprint)


def _is_storage_unavailable():
    # Without the disk, nothing is known about the files on it.
    return not vault.stat(paths.ORIGINALS) and next(vault.walk(paths.ORIGINALS), None) is None


def _quarantine(row):
    """Quarantine a damaged file. Return False if that isn't possible."""
    try:
        # Checked again, because another process may be replacing the file.
        vault.quarantine(row.key, lambda key: _is_whole(row))
    except OSError as error:
        logger.warning("%s is damaged and can't be moved to quarantine: %s", row.key, error)
        return False
    return True


def _mark_lost(asset):
    now = timezone.now()
    asset.lost_at, asset.verified_at = asset.lost_at or now, now
    asset.save(update_fields=["lost_at", "verified_at"])
