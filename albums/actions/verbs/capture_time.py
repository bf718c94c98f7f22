"""Another capture time, where the clock of a camera was wrong."""

import uuid
from itertools import batched

from albums.actions.execution import (
    BATCH_SIZE,
    is_allowed,
    lock_selection,
    record_action,
    require_changeable,
)
from albums.actions.selection import ActionForbidden
from albums.actions.verbs import clock_shift, order_key_changes
from albums.models import Action, Album, Placement
from albums.processing_steps import ordering
from assets.models import Picture

VERB = Action.Verb.SHIFT
UPDATE_BATCH_SIZE = 500


def shift(album, choice, by, delta=None, first=None):
    """By DELTA, or so that the earliest was taken at FIRST. Albums in that order follow."""
    if not is_allowed(by, VERB):
        raise ActionForbidden
    others = _find_other_albums([row.picture for row in choice.load_placements(album, by)], album)
    with lock_selection(VERB, album, by, choice, *others) as rows:
        ids = [row.picture for row in rows]
        require_changeable(album, rows, by)
        was, taken = _lock_and_load_times(ids)
        new = (
            clock_shift.shift_all(taken, delta)
            if first is None
            else clock_shift.shift_to_start(taken, first)
        )
        _save_overrides(new)
        before = {
            "taken": {pk.hex: [_to_iso(was[pk]), _to_iso(moment)] for pk, moment in new.items()},
            "keys": _sort_again(list(new)),
        }
        return record_action(VERB, album, by, len(new), undo_data=before)


def undo(act):
    said = act.undo_data["taken"]
    was = _lock_and_load_times([uuid.UUID(pk) for pk in said])[0]
    still = {pk: said[pk.hex][0] for pk, now in was.items() if _to_iso(now) == said[pk.hex][1]}
    _save_overrides(still)
    order_key_changes.restore_keys(act.undo_data["keys"])
    return len(still)


def list_affected_albums(act):
    """Whose order it changed as well."""
    ids = [uuid.UUID(pk) for pk in act.undo_data["taken"]]
    return [album.pk for album in _find_other_albums(ids, act.album)]


def _find_other_albums(pictures, album):
    found = set()
    for part in batched(pictures, BATCH_SIZE):
        lying = Placement.objects.filter(picture__in=part)
        found.update(lying.values_list("album", flat=True))
    return list(Album.objects.filter(pk__in=found - {album.pk}))


def _lock_and_load_times(ids):
    """What people have said of each, and when it was taken as far as anybody knows."""
    was, taken = {}, {}
    for part in batched(ids, BATCH_SIZE):
        held = Picture.objects.filter(pk__in=part).order_by("pk").select_for_update()
        was |= dict(held.values_list("pk", "taken_override"))
        leading = Picture.objects.filter(pk__in=part, versions__leads=True)
        taken |= dict(leading.values_list("pk", "versions__asset__taken_local"))
    return was, {pk: override or taken.get(pk) for pk, override in was.items()}


def _sort_again(pictures):
    """Where pictures lie in the order in which they were taken."""
    before = {}
    for part in batched(pictures, BATCH_SIZE):
        lying = Placement.objects.filter(picture__in=part, album__order=Album.Order.TAKEN)
        before |= order_key_changes.write_keys(lying, ordering.keys_of(Album.Order.TAKEN, lying))
    return before


def _to_iso(moment):
    return moment.isoformat() if moment else None


def _save_overrides(moments):
    rows = [Picture(pk=pk, taken_override=moment) for pk, moment in moments.items()]
    Picture.objects.bulk_update(rows, ["taken_override"], batch_size=UPDATE_BATCH_SIZE)
