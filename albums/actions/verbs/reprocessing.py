"""Create renditions again: after a rotation, or because a person asked for it."""

from itertools import batched

from albums.actions.execution import BATCH_SIZE, lock_selection, record_action
from albums.models import Action
from assets.models import Version
from assets.processing import tasks


def reprocess(album, choice, by):
    with lock_selection(Action.Verb.REPROCESS, album, by, choice) as rows:
        process_again([row.picture for row in rows])
        return record_action(Action.Verb.REPROCESS, album, by, len(rows))


def process_again(pictures):
    """Create all renditions again. The existing ones are shown until then."""
    tasks.process_again(_list_asset_ids(pictures))


def process_missing(pictures):
    """Create the renditions that are missing, for example those of a new rotation."""
    tasks.process_soon(_list_asset_ids(pictures))


def _list_asset_ids(pictures):
    ids = set()
    for part in batched(pictures, BATCH_SIZE):
        versions = Version.objects.filter(picture__in=part).exclude(role=Version.Role.SIDECAR)
        ids.update(versions.values_list("asset", flat=True))
    return sorted(ids)
