"""Looking at one stored file, and what follows when it is not as it was left."""

import errno
import logging
import os

from django.db import transaction
from django.utils import timezone

from assets.models import Asset, Copy, Finding
from assets.storage import fingerprint, paths, vault

Kind = Finding.What
logger = logging.getLogger(__name__)


class StorageUnavailable(OSError):
    """Not one original is there, nor a place for any."""


def check(row, pace=iter):
    """What is wrong with the bytes of an asset or a copy; nothing, if all is well."""
    if vault.stat(row.key) is None:
        return Kind.MISSING
    return None if _is_whole(row, pace) else Kind.DAMAGED


def record_loss(row, what, proof):
    """Put damaged bytes aside and write down what is gone, unless it is back already."""
    if what == Kind.MISSING and _is_storage_unavailable():
        raise StorageUnavailable(errno.ENOENT, os.strerror(errno.ENOENT), paths.ORIGINALS)
    is_stuck = what == Kind.DAMAGED and not _quarantine(row)
    with transaction.atomic():
        asset = Asset.objects.living().select_for_update().filter(pk=get_asset(row).pk).first()
        if asset is None or (vault.stat(row.key) and not is_stuck):
            return
        if isinstance(row, Asset):
            _mark_lost(asset)
        elif Copy.objects.filter(pk=row.pk).delete()[0]:
            _reset_processing(asset)
        else:
            return
        record(row.key, what, proof)


def record(key, what, proof):
    """A key has one open finding, however often and by whomever it is found."""
    known = Finding.objects.open().filter(key=key).first()
    if known:
        Finding.objects.filter(pk=known.pk).update(proof=proof)
    else:
        Finding.objects.create(key=key, what=what, proof=proof)


def mark_whole(rows, moment):
    """These were whole at that moment, whatever was known of them before."""
    of_assets = [row.pk for row in rows if isinstance(row, Asset)]
    of_copies = [row.pk for row in rows if isinstance(row, Copy)]
    with transaction.atomic():
        # In the order in which arrivals lock them, or the two could wait for each other.
        assets = Asset.objects.filter(pk__in=of_assets)
        list(assets.by_hash().select_for_update().values_list("pk", flat=True))
        assets.update(verified_at=moment)
        assets.filter(lost_at__lte=moment).update(lost_at=None)
        Copy.objects.filter(pk__in=of_copies).update(verified_at=moment)
        Finding.objects.open().filter(key__in=[row.key for row in rows]).update(
            repaired_at=timezone.now()
        )


def get_asset(row):
    return row if isinstance(row, Asset) else row.asset


def _is_whole(row, pace=iter):
    found = vault.stat(row.key)
    if found is None or found.size != row.size:
        return False
    try:
        return row.is_of(
            fingerprint.compute_fingerprint(pace(vault.open_range(row.key, 0, row.size)))
        )
    except OSError:
        return False


def _is_storage_unavailable():
    """A disk that is not there says nothing of the files on it."""
    return not vault.stat(paths.ORIGINALS) and next(vault.walk(paths.ORIGINALS), None) is None


def _quarantine(row):
    """Looked at once more, as somebody may be healing it: whether it was possible."""
    try:
        vault.quarantine(row.key, lambda key: _is_whole(row))
    except OSError as error:
        logger.warning("%s is damaged and cannot be put aside: %s", row.key, error)
        return False
    return True


def _mark_lost(asset):
    now = timezone.now()
    asset.lost_at, asset.verified_at = asset.lost_at or now, now
    asset.save(update_fields=["lost_at", "verified_at"])


def _reset_processing(asset):
    """Its recipe stays: what is left of its copies goes on being shown."""
    asset.state, asset.attempts, asset.trouble = Asset.State.NEW, 0, ""
    asset.save(update_fields=["state", "attempts", "trouble"])
