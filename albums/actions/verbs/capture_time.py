"""Another capture time, where the clock of a camera was wrong."""

import uuid
from itertools import batched

from albums.actions.execution import AT_ONCE, acting, may, note, refuse_shared
from albums.actions.selection import NotYours
from albums.actions.verbs import clock_shift, order_key_changes
from albums.models import Act, Album, Placement
from albums.processing_steps import ordering
from assets.models import Picture

VERB = Act.Verb.SHIFT
BATCH = 500


def shift(album, choice, by, delta=None, first=None):
    """By DELTA, or so that the earliest was taken at FIRST. Albums in that order follow."""
    if not may(by, VERB):
        raise NotYours
    others = _albums_with([row.picture for row in choice.lying(album, by)], album)
    with acting(VERB, album, by, choice, *others) as rows:
        ids = [row.picture for row in rows]
        refuse_shared(album, rows, by)
        was, taken = _moments(ids)
        new = (
            clock_shift.shifted(taken, delta)
            if first is None
            else clock_shift.beginning_at(taken, first)
        )
        _save(new)
        before = {
            "taken": {pk.hex: [_said(was[pk]), _said(moment)] for pk, moment in new.items()},
            "keys": _sort(list(new)),
        }
        return note(VERB, album, by, len(new), before=before)


def undo(act):
    said = act.before["taken"]
    was = _moments([uuid.UUID(pk) for pk in said])[0]
    still = {pk: said[pk.hex][0] for pk, now in was.items() if _said(now) == said[pk.hex][1]}
    _save(still)
    order_key_changes.put_back(act.before["keys"])
    return len(still)


def albums_of(act):
    """Whose order it changed as well."""
    ids = [uuid.UUID(pk) for pk in act.before["taken"]]
    return [album.pk for album in _albums_with(ids, act.album)]


def _albums_with(pictures, album):
    found = set()
    for part in batched(pictures, AT_ONCE):
        lying = Placement.objects.filter(picture__in=part)
        found.update(lying.values_list("album", flat=True))
    return list(Album.objects.filter(pk__in=found - {album.pk}))


def _moments(ids):
    """What people have said of each, and when it was taken as far as anybody knows."""
    was, taken = {}, {}
    for part in batched(ids, AT_ONCE):
        held = Picture.objects.filter(pk__in=part).order_by("pk").select_for_update()
        was |= dict(held.values_list("pk", "taken_override"))
        leading = Picture.objects.filter(pk__in=part, versions__leads=True)
        taken |= dict(leading.values_list("pk", "versions__asset__taken_local"))
    return was, {pk: override or taken.get(pk) for pk, override in was.items()}


def _sort(pictures):
    """Where pictures lie in the order in which they were taken."""
    before = {}
    for part in batched(pictures, AT_ONCE):
        lying = Placement.objects.filter(picture__in=part, album__order=Album.Order.TAKEN)
        before |= order_key_changes.write(lying, ordering.keys_of(Album.Order.TAKEN, lying))
    return before


def _said(moment):
    return moment.isoformat() if moment else None


def _save(moments):
    rows = [Picture(pk=pk, taken_override=moment) for pk, moment in moments.items()]
    Picture.objects.bulk_update(rows, ["taken_override"], batch_size=BATCH)
