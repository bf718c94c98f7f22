"""Renditions, asked for again: because they are turned otherwise now, or because one failed."""

from itertools import batched

from albums.actions.execution import BATCH_SIZE, lock_selection, record_action
from albums.models import Action
from assets.intake.kinds import Kind
from assets.models import Version
from assets.processing import tasks


def reprocess(album, choice, by):
    """What is there goes on being shown."""
    with lock_selection(Action.Verb.REPROCESS, album, by, choice) as rows:
        tasks.process_again(_list_asset_ids([row.picture for row in rows]))
        return record_action(Action.Verb.REPROCESS, album, by, len(rows))


def process_rotated(pictures):
    """What was drawn for another turn is no help."""
    tasks.process_soon(_list_asset_ids(pictures))


def _list_asset_ids(pictures):
    found = set()
    for part in batched(pictures, BATCH_SIZE):
        versions = Version.objects.filter(picture__in=part).exclude(asset__kind=Kind.SIDECAR)
        found.update(versions.values_list("asset", flat=True))
    return sorted(found)
