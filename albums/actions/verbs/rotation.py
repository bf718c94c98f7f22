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
from albums.models import Act
from assets.models import Picture

FULL_CIRCLE = 360
RIGHT, LEFT = 90, 270


def rotate(album, choice, by, degrees):
    with lock_selection(Act.Verb.TURN, album, by, choice) as rows:
        ids = [row.picture for row in rows]
        require_changeable(album, rows, by)
        stood = _lock_and_load_rotations(ids)
        update_in_batches(Picture.objects, ids, turn=Mod(F("turn") + degrees, FULL_CIRCLE))
        reprocessing.process_rotated(ids)
        before = {
            "by": degrees,
            "stood": group_and_pack((pk, str(turn)) for pk, turn in stood.items()),
        }
        return record_action(Act.Verb.TURN, album, by, len(ids), before=before)


def rotate_left(album, choice, by):
    return rotate(album, choice, by, LEFT)


def rotate_right(album, choice, by):
    return rotate(album, choice, by, RIGHT)


def undo(act):
    back = 0
    for stood, ids in act.before["stood"].items():
        now = (int(stood) + act.before["by"]) % FULL_CIRCLE
        back += update_in_batches(
            Picture.objects.filter(turn=now), unpack_ids(ids), turn=int(stood)
        )
        reprocessing.process_rotated(unpack_ids(ids))
    return back


def _lock_and_load_rotations(ids):
    """Held, so that nobody turns them on another page at the same moment."""
    stood = {}
    for part in batched(ids, BATCH_SIZE):
        held = Picture.objects.filter(pk__in=part).order_by("pk").select_for_update()
        stood |= dict(held.values_list("pk", "turn"))
    return stood
