"""Derived files: their bytes first, then the rows that speak of them."""

from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from assets.models import Asset, Rendition
from assets.storage import failpoints, fingerprint, paths, vault
from assets.storage.backends import sync_file
from assets.storage.fingerprint import Fingerprint


class RenditionFile(NamedTuple):
    """A finished file in the workshop, and what it is."""

    kind: str
    recipe: str
    path: Path
    width: int
    height: int

    @property
    def extension(self):
        return self.path.suffix[1:]


class HashedFile(NamedTuple):
    """One that cannot get lost any more, and where it belongs."""

    made: RenditionFile
    key: str
    fingerprint: Fingerprint


def store(asset, made):
    """Make each durable under its key, then enter them; those that have a row stay as they are."""
    with vault.classify_disk_errors():
        finished = [_sync_and_hash(asset, one) for one in made]
    taken = vault.put([(one.made.path, one.key) for one in finished])
    failpoints.reach("copies stored")
    with transaction.atomic():
        # What is about to be removed gets no copies: they would keep its row.
        if Asset.objects.living().select_for_update().filter(pk=asset.pk).first():
            _insert_rows(asset, finished, taken)
    failpoints.reach("copies entered")


def find_missing_recipes(asset, kinds, recipes):
    """The recipes for which one of KINDS is not there."""
    there = set(asset.renditions.filter(kind__in=kinds).values_list("kind", "recipe"))
    return [recipe for recipe in recipes if {(kind, recipe) for kind in kinds} - there]


def _insert_rows(asset, finished, taken):
    """Nobody was ever sent what lies under a key without a row, so it may be replaced."""
    there = set(asset.renditions.values_list("kind", "recipe"))
    new = [one for one in finished if (one.made.kind, one.made.recipe) not in there]
    for one in new:
        if one.key in taken or vault.stat(one.key) is None:
            vault.replace(one.made.path, one.key, one.fingerprint)
    Rendition.objects.bulk_create(_build_row(asset, one.made, one.fingerprint) for one in new)


def _build_row(asset, made, print_):
    return Rendition(
        asset=asset,
        kind=made.kind,
        recipe=made.recipe,
        extension=made.extension,
        width=made.width,
        height=made.height,
        size=print_.size,
        crc32=print_.crc32,
    )


def _sync_and_hash(asset, made):
    made.path.chmod(0o444)
    with made.path.open("rb") as file:
        sync_file(file.fileno())
        print_ = fingerprint.compute_fingerprint(vault.read_blocks(file))
    key = paths.rendition_key(made.kind, asset.sha256, made.recipe, made.extension)
    return HashedFile(made, key, print_)
