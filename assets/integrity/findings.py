"""Looking at one stored file, and what follows when it is not as it was left."""

import errno
import logging
import os

from django.db import transaction
from django.utils import timezone

from assets.models import Asset, Copy, Finding
from assets.storage import fingerprint, paths, vault

What = Finding.What
logger = logging.getLogger(__name__)


class Away(OSError):
    """Not one original is there, nor a place for any."""


def look(row, pace=iter):
    """What is wrong with the bytes of an asset or a copy; nothing, if all is well."""
    if vault.stat(row.key) is None:
        return What.MISSING
    return None if _is_whole(row, pace) else What.DAMAGED


def settle(row, what, proof):
    """Put damaged bytes aside and write down what is gone, unless it is back already."""
    if what == What.MISSING and _is_store_away():
        raise Away(errno.ENOENT, os.strerror(errno.ENOENT), paths.ORIGINALS)
    is_stuck = what == What.DAMAGED and not _put_aside(row)
    with transaction.atomic():
        asset = Asset.objects.living().select_for_update().filter(pk=asset_of(row).pk).first()
        if asset is None or (vault.stat(row.key) and not is_stuck):
            return
        if isinstance(row, Asset):
            _lose(asset)
        elif Copy.objects.filter(pk=row.pk).delete()[0]:
            _have_developed_again(asset)
        else:
            return
        note(row.key, what, proof)


def note(key, what, proof):
    """A key has one open finding, however often and by whomever it is found."""
    known = Finding.objects.open().filter(key=key).first()
    if known:
        Finding.objects.filter(pk=known.pk).update(proof=proof)
    else:
        Finding.objects.create(key=key, what=what, proof=proof)


def clear(rows, moment):
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


def asset_of(row):
    return row if isinstance(row, Asset) else row.asset


def _is_whole(row, pace=iter):
    found = vault.stat(row.key)
    if found is None or found.size != row.size:
        return False
    try:
        return row.is_of(fingerprint.of(pace(vault.open_range(row.key, 0, row.size))))
    except OSError:
        return False


def _is_store_away():
    """A disk that is not there says nothing of the files on it."""
    return not vault.stat(paths.ORIGINALS) and next(vault.walk(paths.ORIGINALS), None) is None


def _put_aside(row):
    """Looked at once more, as somebody may be healing it: whether it was possible."""
    try:
        vault.quarantine(row.key, lambda key: _is_whole(row))
    except OSError as error:
        logger.warning("%s is damaged and cannot be put aside: %s", row.key, error)
        return False
    return True


def _lose(asset):
    now = timezone.now()
    asset.lost_at, asset.verified_at = asset.lost_at or now, now
    asset.save(update_fields=["lost_at", "verified_at"])


def _have_developed_again(asset):
    """Its recipe stays: what is left of its copies goes on being shown."""
    asset.state, asset.attempts, asset.trouble = Asset.State.NEW, 0, ""
    asset.save(update_fields=["state", "attempts", "trouble"])
