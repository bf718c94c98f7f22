"""A quarter turn of what is shown; the original stays as it came."""

from itertools import batched

from django.db.models import F
from django.db.models.functions import Mod

from albums.actions.execution import AT_ONCE, acting, change, note, refuse_shared
from albums.actions.packed_ids import grouped, unpacked
from albums.actions.verbs import reprocessing
from albums.models import Act
from assets.models import Picture

CIRCLE = 360
RIGHT, LEFT = 90, 270


def turn(album, choice, by, degrees):
    with acting(Act.Verb.TURN, album, by, choice) as rows:
        ids = [row.picture for row in rows]
        refuse_shared(album, rows, by)
        stood = _turns(ids)
        change(Picture.objects, ids, turn=Mod(F("turn") + degrees, CIRCLE))
        reprocessing.turned(ids)
        before = {"by": degrees, "stood": grouped((pk, str(turn)) for pk, turn in stood.items())}
        return note(Act.Verb.TURN, album, by, len(ids), before=before)


def left(album, choice, by):
    return turn(album, choice, by, LEFT)


def right(album, choice, by):
    return turn(album, choice, by, RIGHT)


def undo(act):
    back = 0
    for stood, ids in act.before["stood"].items():
        now = (int(stood) + act.before["by"]) % CIRCLE
        back += change(Picture.objects.filter(turn=now), unpacked(ids), turn=int(stood))
        reprocessing.turned(unpacked(ids))
    return back


def _turns(ids):
    """Held, so that nobody turns them on another page at the same moment."""
    stood = {}
    for part in batched(ids, AT_ONCE):
        held = Picture.objects.filter(pk__in=part).order_by("pk").select_for_update()
        stood |= dict(held.values_list("pk", "turn"))
    return stood
