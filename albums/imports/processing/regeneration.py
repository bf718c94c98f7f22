"""Request renditions that are missing or were made with an older recipe.

Existing files stay: the bytes behind a key never change, and a new recipe makes a new file.
"""

from itertools import batched
from typing import NamedTuple

from django.db import transaction

from assets.intake.kinds import Kind
from assets.models import Picture, Rendition
from assets.processing import recipes
from assets.processing.tasks import process_again
from assets.storage import vault

RENDITION_KINDS = [size.kind for size in recipes.SIZES]
BATCH_SIZE = 500


class RegenerationCounts(NamedTuple):
    """The number of assets that were checked, and of those whose renditions were requested."""

    total: int
    requested: int


class _AssetRenditions(NamedTuple):
    """The renditions of one asset: those whose files exist, and the rows without a file."""

    existing: set
    rows_without_file: list

    def is_complete(self, recipe):
        return all((kind, recipe) in self.existing for kind in RENDITION_KINDS)


def request_renditions(assets, is_missing_only, report_progress=lambda done, total: None):
    """Queue the assets that need renditions and return the RegenerationCounts."""
    # Lost originals can't be processed, and sidecars have nothing to show.
    candidates = assets.filter(lost_at=None).exclude(kind=Kind.SIDECAR).by_hash()
    pks, requested = list(candidates.values_list("pk", flat=True)), 0
    for number, batch in enumerate(batched(pks, BATCH_SIZE, strict=False)):
        report_progress(number * BATCH_SIZE, len(pks))
        requested += _request_batch(batch, is_missing_only)
    return RegenerationCounts(len(pks), requested)


def _request_batch(pks, is_missing_only):
    renditions_by_asset, rotations = _load_renditions(pks), _load_rotations(pks)
    incomplete = []
    for pk, renditions in renditions_by_asset.items():
        if is_missing_only:
            recipes_in_use = {recipe for _kind, recipe in renditions.existing}
            is_incomplete = not any(map(renditions.is_complete, recipes_in_use))
        else:
            recipes_wanted = [recipes.recipe(rotation) for rotation in rotations[pk]]
            is_incomplete = not all(map(renditions.is_complete, recipes_wanted))
        if is_incomplete:
            incomplete.append(pk)
    if incomplete:
        stale_rows = [
            row for pk in incomplete for row in renditions_by_asset[pk].rows_without_file
        ]
        _requeue(incomplete, stale_rows)
    return len(incomplete)


def _load_renditions(pks):
    renditions_by_asset = {pk: _AssetRenditions(set(), []) for pk in pks}
    copies = Rendition.objects.filter(asset__in=pks, kind__in=RENDITION_KINDS)
    for copy in copies.select_related("asset"):
        renditions = renditions_by_asset[copy.asset_id]
        # Believe the disk, not the row: files can be lost or deleted by hand.
        if vault.stat(copy.key):
            renditions.existing.add((copy.kind, copy.recipe))
        else:
            renditions.rows_without_file.append(copy.pk)
    return renditions_by_asset


def _load_rotations(pks):
    """Return the set of rotations in which each asset is shown; 0 is always one of them."""
    rotations = {pk: {0} for pk in pks}
    rotated = Picture.objects.filter(versions__asset__in=pks).exclude(rotation=0)
    for asset, turn in rotated.values_list("versions__asset", "rotation"):
        # A picture has other versions too, and those may not be in this batch.
        if asset in rotations:
            rotations[asset].add(turn)
    return rotations


def _requeue(pks, stale_rows):
    with transaction.atomic():
        # The asset's recipe isn't reset, so that the remaining renditions stay visible meanwhile.
        Rendition.objects.filter(pk__in=stale_rows).delete()
        process_again(pks)
