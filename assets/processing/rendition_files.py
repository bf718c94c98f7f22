"""Store renditions: first the files, then their rows."""

from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from assets.models import Asset, Rendition
from assets.storage import failpoints, fingerprint, paths, vault
from assets.storage.backends import sync_file
from assets.storage.fingerprint import Fingerprint


class RenditionFile(NamedTuple):
    """A finished file in a temporary folder, and what it is."""

    kind: str
    recipe: str
    path: Path
    width: int
    height: int

    @property
    def extension(self):
        return self.path.suffix[1:]


class HashedFile(NamedTuple):
    """A rendition file that has reached the disk, and its key."""

    file: RenditionFile
    key: str
    fingerprint: Fingerprint


def store(asset, files):
    """Store each file durably under its key, then insert rows where there are none."""
    with vault.classify_disk_errors():
        hashed = [_sync_and_hash(asset, file) for file in files]
    taken = vault.put([(one.file.path, one.key) for one in hashed])
    failpoints.reach("copies stored")
    with transaction.atomic():
        # Disposal deletes this row soon, and new renditions would keep it from doing so.
        if Asset.objects.living().select_for_update().filter(pk=asset.pk).first():
            _insert_rows(asset, hashed, taken)
    failpoints.reach("copies entered")


def find_missing_recipes(asset, kinds, recipes):
    """Return the recipes for which a rendition of one of the kinds is missing."""
    existing = set(asset.renditions.filter(kind__in=kinds).values_list("kind", "recipe"))
    return [recipe for recipe in recipes if {(kind, recipe) for kind in kinds} - existing]


def _insert_rows(asset, hashed, taken):
    existing = set(asset.renditions.values_list("kind", "recipe"))
    new = [one for one in hashed if (one.file.kind, one.file.recipe) not in existing]
    for one in new:
        # A file without a row was never sent to anybody, so it may be replaced.
        if one.key in taken or vault.stat(one.key) is None:
            vault.replace(one.file.path, one.key, one.fingerprint)
    Rendition.objects.bulk_create(_build_row(asset, one.file, one.fingerprint) for one in new)


def _build_row(asset, file, computed):
    return Rendition(
        asset=asset,
        kind=file.kind,
        recipe=file.recipe,
        extension=file.extension,
        width=file.width,
        height=file.height,
        size=computed.size,
        crc32=computed.crc32,
    )


def _sync_and_hash(asset, file):
    file.path.chmod(0o444)
    with file.path.open("rb") as stream:
        sync_file(stream.fileno())
        computed = fingerprint.compute_fingerprint(vault.read_blocks(stream))
    key = paths.rendition_key(file.kind, asset.sha256, file.recipe, file.extension)
    return HashedFile(file, key, computed)
