"""Remove files that nothing refers to.

They are marked first, checked again after a grace period, and then removed.
"""

from dataclasses import dataclass
from datetime import timedelta
from itertools import batched, islice

from django.db import IntegrityError, transaction
from django.utils import timezone

from assets.intake.kinds import Kind
from assets.integrity import inventory
from assets.models import Asset, Finding, Metadata, Picture, Version
from assets.storage import failpoints, paths, vault

# Time between marking an asset and removing it, in which it can be used again.
GRACE = timedelta(hours=24)
BATCH_SIZE = 500
MAX_STRAYS = 100


@dataclass
class SweepResult:
    """How much was removed, and whether there were too many stray files to trust the database."""

    pictures: int = 0
    assets: int = 0
    strays: int = 0
    is_doubtful: bool = False


def sweep(now, grace=GRACE):
    """Remove discarded pictures, unused assets and stray files. Return a SweepResult."""
    # The queries here only find candidates. Each one is checked again under its row's lock at
    # the moment it's removed.
    before, swept = now - grace, SweepResult()
    discarded = Picture.objects.due_for_removal(now)
    swept.pictures = sum(
        _delete_picture(pk, now) for pk in list(discarded.values_list("pk", flat=True))
    )
    _mark_unused(now, before)
    doomed = Asset.objects.filter(doomed_at__lte=before).values_list("pk", flat=True)
    swept.assets = sum(_delete_asset(pk, before) for pk in list(doomed))
    _remove_strays(before, swept)
    vault.sweep_incoming()
    return swept


def _delete_picture(pk, now):
    """Delete a discarded picture. If something still refers to it, it's no longer discarded."""
    try:
        with transaction.atomic():
            discarded = Picture.objects.due_for_removal(now).select_for_update(skip_locked=True)
            if not discarded.filter(pk=pk).first():
                return False
            Version.objects.filter(picture=pk).delete()
            for generation in reversed(_list_generations(pk)):
                Picture.objects.filter(pk__in=generation).delete()
    except IntegrityError:
        Picture.objects.filter(pk=pk).update(discarded_at=None)
        return False
    failpoints.reach("picture gone")
    return True


def _list_generations(pk):
    """Return the picture, then those merged into it, then those merged into these, and so on."""
    generations = [[pk]]
    while redirects := list(
        Picture.objects.filter(merged_into__in=generations[-1]).values_list("pk", flat=True)
    ):
        generations.append(redirects)
    return generations


def _mark_unused(now, before):
    # A file that was just stored may be added to an album in a moment, so it isn't marked yet.
    _update_unlocked(
        Asset.objects.without_versions().living().filter(kept_at__lt=before), doomed_at=now
    )
    _update_unlocked(Asset.objects.doomed().exclude(versions=None), doomed_at=None)
    failpoints.reach("marked")


def _update_unlocked(assets, **values):
    """Update assets whose rows nobody else has locked."""
    for pks in batched(list(assets.values_list("pk", flat=True)), BATCH_SIZE):
        with transaction.atomic():
            # Rows that an upload has locked are left for the next sweep.
            free = Asset.objects.filter(pk__in=pks).select_for_update(skip_locked=True)
            # The condition is checked again now that the rows are locked.
            assets.filter(pk__in=list(free.values_list("pk", flat=True))).update(**values)


def _delete_asset(pk, before):
    # The renditions go in a transaction of their own, before the bytes. If the asset is used
    # again in between, they are made again.
    with transaction.atomic():
        asset = _lock_doomed(pk, before)
        if asset is None:
            return False
        rendition_keys = [rendition.key for rendition in asset.renditions.all()]
        asset.renditions.all().delete()
        Metadata.objects.filter(asset=asset).delete()
        Asset.objects.filter(pk=pk).restart_processing(recipe="")
    failpoints.reach("renditions deleted")
    with transaction.atomic():
        asset = _lock_doomed(pk, before)
        if asset is None:
            return False
        _close_findings([asset.key, *rendition_keys])
        # Inside the transaction: an upload of the same file waits until the bytes are gone, and
        # then stores them again.
        asset.delete()
        failpoints.reach("row deleted")
        for key in [*rendition_keys, asset.key]:
            vault.delete(key)
            failpoints.reach("bytes removed")
    failpoints.reach("asset gone")
    return True


def _lock_doomed(pk, before):
    """Lock and return the asset, or return None if it isn't to be removed anymore."""
    doomed = Asset.objects.filter(pk=pk, doomed_at__lte=before)
    asset = doomed.select_for_update(skip_locked=True).first()
    return asset if asset and not asset.versions.exists() else None


def _close_findings(keys):
    # Nobody needs these files anymore.
    Finding.objects.open().filter(key__in=keys).update(repaired_at=timezone.now())


def _remove_strays(before, swept):
    # If the disk has many more files than the database knows, the database is probably an old
    # backup or the wrong one. Then nothing is removed.
    known = Asset.objects.count()
    limit = max(MAX_STRAYS, known // 10) if known else 0
    strays = list(islice(_find_strays(paths.ORIGINALS, before), limit + 1))
    if len(strays) > limit:
        swept.is_doubtful = True
        return
    swept.strays = sum(_remove_stray(paths.ORIGINALS, key, before) for key in strays)
    for kind in paths.RENDITION_KINDS:
        swept.strays += sum(_remove_stray(kind, key, before) for key in _find_strays(kind, before))


def _find_strays(folder, before):
    valid_keys = (key for key in vault.walk(folder) if paths.parse_sha256(key))
    for keys in batched(valid_keys, BATCH_SIZE):
        yield from (key for key in inventory.find_strays(folder, keys) if _is_older(key, before))


def _remove_stray(folder, key, before):
    # A temporary row for the hash makes an upload of the same file wait for this transaction.
    with transaction.atomic():
        sha256, extension = paths.parse_sha256(key), key.rpartition(".")[2]
        temporary = {"crc32": 0, "size": 1, "kind": Kind.PHOTO, "extension": extension}
        rows = Asset.objects.select_for_update()
        asset, is_temporary = rows.get_or_create(sha256=sha256, defaults=temporary)
        has_no_row = is_temporary or inventory.find_strays(folder, [key])
        is_stray = has_no_row and _is_older(key, before)
        if is_stray and folder == paths.ORIGINALS:
            # It may be the only copy of a photo, so it isn't deleted.
            vault.quarantine(key)
        elif is_stray:
            vault.delete(key)
        if is_stray:
            _close_findings([key])
        if is_temporary:
            asset.delete()
    failpoints.reach("stray removed")
    return bool(is_stray)


def _is_older(key, before):
    status = vault.stat(key)
    return status is not None and status.modified <= before.timestamp()
