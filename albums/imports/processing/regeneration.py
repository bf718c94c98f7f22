"""Renditions that are not there, or not as they are made today, asked for again.

What is there stays: bytes behind a key never change, and a new recipe is a new file.
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
    """How many assets there are to look at, and of how many the renditions are asked for."""

    of: int
    again: int


class _AssetRenditions(NamedTuple):
    """The renditions of one asset: those whose files are there, and rows without a file."""

    there: set
    gone: list

    def is_whole(self, recipe):
        return all((kind, recipe) in self.there for kind in RENDITION_KINDS)


def request_renditions(assets, is_missing_only, tell=lambda done, of: None):
    """Of those that need it; what a check has found lost cannot be developed."""
    shown = assets.filter(lost_at=None).exclude(kind=Kind.SIDECAR).by_hash()
    pks, asked = list(shown.values_list("pk", flat=True)), 0
    for number, batch in enumerate(batched(pks, BATCH_SIZE, strict=False)):
        tell(number * BATCH_SIZE, len(pks))
        asked += _request_batch(batch, is_missing_only)
    return RegenerationCounts(len(pks), asked)


def _request_batch(pks, is_missing_only):
    stocks, turns = _load_renditions(pks), _load_rotations(pks)
    needy = []
    for pk, stock in stocks.items():
        if is_missing_only:
            is_needy = not any(stock.is_whole(recipe) for _kind, recipe in stock.there)
        else:
            is_needy = not all(stock.is_whole(recipes.recipe(turn)) for turn in turns[pk])
        if is_needy:
            needy.append(pk)
    if needy:
        _requeue(needy, [pk for owner in needy for pk in stocks[owner].gone])
    return len(needy)


def _load_renditions(pks):
    stocks = {pk: _AssetRenditions(set(), []) for pk in pks}
    copies = Rendition.objects.filter(asset__in=pks, kind__in=RENDITION_KINDS)
    for copy in copies.select_related("asset"):
        stock = stocks[copy.asset_id]
        if vault.stat(copy.key):
            stock.there.add((copy.kind, copy.recipe))
        else:
            stock.gone.append(copy.pk)
    return stocks


def _load_rotations(pks):
    """As they lie, and as people have turned the pictures that they are part of."""
    turns = {pk: {0} for pk in pks}
    turned = Picture.objects.filter(versions__asset__in=pks).exclude(rotation=0)
    for asset, turn in turned.values_list("versions__asset", "rotation"):
        if asset in turns:
            turns[asset].add(turn)
    return turns


def _requeue(pks, gone):
    """The recipe stays: what is left goes on being shown."""
    with transaction.atomic():
        Rendition.objects.filter(pk__in=gone).delete()
        process_again(pks)
