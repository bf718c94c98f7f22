"""The last way of files that nothing leads to: marked, left a day, looked at again, removed."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import batched, islice

from django.db import IntegrityError, transaction
from django.utils import timezone

from assets.intake.kinds import Kind
from assets.integrity import inventory
from assets.models import Asset, Facts, Finding, Picture, Version
from assets.storage import failpoints, paths, vault

GRACE = timedelta(hours=24)
BATCH_SIZE = 500
MIN_DOUBTFUL_STRAYS = 100


@dataclass
class SweepResult:
    """What went; more strays than there may be are a sign of another kind of trouble."""

    pictures: int = 0
    assets: int = 0
    strays: int = 0
    is_doubtful: bool = False


def sweep(now, grace=GRACE):
    """What is decided here is decided under the lock of the row, in the moment of removal."""
    before, swept = now - grace, SweepResult()
    discarded = Picture.objects.discarded_by(now)
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
    """A picture, unless something turns out to need it: then it was not for the trash."""
    try:
        with transaction.atomic():
            discarded = Picture.objects.discarded_by(now).select_for_update(skip_locked=True)
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
    """The picture, then those that were merged into it, then those merged into these."""
    generations = [[pk]]
    while redirects := list(
        Picture.objects.filter(merged_into__in=generations[-1]).values_list("pk", flat=True)
    ):
        generations.append(redirects)
    return generations


def _mark_unused(now, before):
    """What was kept a moment ago may be placed in the next one, so it is not even marked."""
    _update_unlocked(Asset.objects.unused().living().filter(kept_at__lt=before), doomed_at=now)
    _update_unlocked(Asset.objects.doomed().exclude(versions=None), doomed_at=None)
    failpoints.reach("marked")


def _update_unlocked(assets, **values):
    """Only those that nobody holds at this moment; they are looked at again once we hold them."""
    for pks in batched(list(assets.values_list("pk", flat=True)), BATCH_SIZE):
        with transaction.atomic():
            free = Asset.objects.filter(pk__in=pks).select_for_update(skip_locked=True)
            assets.filter(pk__in=list(free.values_list("pk", flat=True))).update(**values)


def _delete_asset(pk, before):
    """First its copies cease to exist, so that whoever revives it has them made again."""
    with transaction.atomic():
        asset = _lock_doomed(pk, before)
        if asset is None:
            return False
        copies = [copy.key for copy in asset.copies.all()]
        asset.copies.all().delete()
        Facts.objects.filter(asset=asset).delete()
        asset.state, asset.attempts, asset.trouble, asset.recipe = Asset.State.NEW, 0, "", ""
        asset.save(update_fields=["state", "attempts", "trouble", "recipe"])
    failpoints.reach("copies given up")
    with transaction.atomic():
        asset = _lock_doomed(pk, before)
        if asset is None:
            return False
        _close_findings([asset.key, *copies])
        asset.delete()
        failpoints.reach("row deleted")
        for key in [*copies, asset.key]:
            vault.doom(key)
            failpoints.reach("bytes removed")
    failpoints.reach("asset gone")
    return True


def _lock_doomed(pk, before):
    """The row, locked, if it is still as useless as it was reported to be."""
    doomed = Asset.objects.filter(pk=pk, doomed_at__lte=before)
    asset = doomed.select_for_update(skip_locked=True).first()
    return asset if asset and not asset.versions.exists() else None


def _close_findings(keys):
    """Nobody misses them any more."""
    Finding.objects.open().filter(key__in=keys).update(repaired_at=timezone.now())


def _remove_strays(before, swept):
    """A database that knows much less than the disk is an old one, or another one."""
    known = Asset.objects.count()
    most = max(MIN_DOUBTFUL_STRAYS, known // 10) if known else 0
    found = list(islice(_find_strays(paths.ORIGINALS, before), most + 1))
    if len(found) > most:
        swept.is_doubtful = True
        return
    swept.strays = sum(_remove_stray(paths.ORIGINALS, key, before) for key in found)
    for kind in paths.RENDITION_KINDS:
        swept.strays += sum(_remove_stray(kind, key, before) for key in _find_strays(kind, before))


def _find_strays(folder, before):
    ours = (key for key in vault.walk(folder) if paths.parse_sha256(key))
    for keys in batched(ours, BATCH_SIZE):
        yield from (key for key in inventory.find_strays(folder, keys) if _is_older(key, before))


def _remove_stray(folder, key, before):
    """With a row of our own on the hash, so that whoever enters it meanwhile waits for us."""
    with transaction.atomic():
        sha256, extension = paths.parse_sha256(key), key.rpartition(".")[2]
        claim = {"crc32": 0, "size": 1, "kind": Kind.PHOTO, "extension": extension}
        rows = Asset.objects.select_for_update()
        asset, is_ours = rows.get_or_create(sha256=sha256, defaults=claim)
        is_stray = (is_ours or inventory.find_strays(folder, [key])) and _is_older(key, before)
        if is_stray and folder == paths.ORIGINALS:
            vault.quarantine(key)  # it may be all that is left of a file
        elif is_stray:
            vault.doom(key)
        if is_stray:
            _close_findings([key])
        if is_ours:
            asset.delete()
    failpoints.reach("stray cleared")
    return bool(is_stray)


def _is_older(key, before):
    found = vault.stat(key)
    return found is not None and found.modified <= before.timestamp()
