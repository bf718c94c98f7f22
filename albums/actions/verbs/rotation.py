"""A quarter turn of what is shown; the original stays as it came."""

from itertools import batched

from django.db.models import F
from django.db.models.functions import Mod

from albums.actions.execution import (
    BATCH_SIZE,
    lock_selection,
    record_action,
    require_changeable,
    update_in_batches,
)
from albums.actions.packed_ids import group_and_pack, unpack_ids
from albums.actions.verbs import reprocessing
from albums.models import Action
from assets.models import Picture

FULL_CIRCLE = 360
RIGHT, LEFT = 90, 270


def rotate(album, choice, by, degrees):
    with lock_selection(Action.Verb.ROTATE, album, by, choice) as rows:
        ids = [row.picture for row in rows]
        require_changeable(album, rows, by)
        stood = _lock_and_load_rotations(ids)
        update_in_batches(Picture.objects, ids, rotation=Mod(F("rotation") + degrees, FULL_CIRCLE))
        reprocessing.process_rotated(ids)
        before = {
            "by": degrees,
            "stood": group_and_pack((pk, str(turn)) for pk, turn in stood.items()),
        }
        return record_action(Action.Verb.ROTATE, album, by, len(ids), undo_data=before)


def rotate_left(album, choice, by):
    return rotate(album, choice, by, LEFT)


def rotate_right(album, choice, by):
    return rotate(album, choice, by, RIGHT)


def undo(act):
    back = 0
    for stood, ids in act.undo_data["stood"].items():
        now = (int(stood) + act.undo_data["by"]) % FULL_CIRCLE
        back += update_in_batches(
            Picture.objects.filter(rotation=now), unpack_ids(ids), rotation=int(stood)
        )
        reprocessing.process_rotated(unpack_ids(ids))
    return back


def _lock_and_load_rotations(ids):
    """Held, so that nobody turns them on another page at the same moment."""
    stood = {}
    for part in batched(ids, BATCH_SIZE):
        held = Picture.objects.filter(pk__in=part).order_by("pk").select_for_update()
        stood |= dict(held.values_list("pk", "rotation"))
    return stood
