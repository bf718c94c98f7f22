"""Change the capture time of photos, for example because the clock of a camera was wrong."""

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
    """Shift capture times by DELTA, or so that the earliest becomes FIRST.

    Sort the photos again in all albums in the order of capture time.
    """
    if not is_allowed(by, VERB):
        raise ActionForbidden
    # All albums have to be locked at once, so the other ones are looked up before.
    pictures = [row.picture for row in choice.load_placements(album, by)]
    others = _find_other_albums(pictures, album)
    with lock_selection(VERB, album, by, choice, *others) as rows:
        require_changeable(album, rows, by)
        overrides, times = _lock_and_load_times([row.picture for row in rows])
        shifted = (
            clock_shift.shift_all(times, delta)
            if first is None
            else clock_shift.shift_to_start(times, first)
        )
        _save_overrides(shifted)
        undo_data = {
            "taken": {
                pk.hex: [_to_iso(overrides[pk]), _to_iso(time)] for pk, time in shifted.items()
            },
            "keys": _sort_again(list(shifted)),
        }
        return record_action(VERB, album, by, len(shifted), undo_data=undo_data)


def undo(action):
    """Restore the capture times that nobody has changed since."""
    saved = action.undo_data["taken"]
    overrides, _times = _lock_and_load_times([uuid.UUID(pk) for pk in saved])
    restored = {
        pk: saved[pk.hex][0]
        for pk, override in overrides.items()
        if _to_iso(override) == saved[pk.hex][1]
    }
    _save_overrides(restored)
    order_key_changes.restore_keys(action.undo_data["keys"])
    return len(restored)


def list_affected_albums(action):
    """Return the ids of the other albums with these photos, which were sorted again as well."""
    pictures = [uuid.UUID(pk) for pk in action.undo_data["taken"]]
    return [album.pk for album in _find_other_albums(pictures, action.album)]


def _find_other_albums(pictures, album):
    ids = set()
    for part in batched(pictures, BATCH_SIZE):
        placements = Placement.objects.filter(picture__in=part)
        ids.update(placements.values_list("album", flat=True))
    return list(Album.objects.filter(pk__in=ids - {album.pk}))


def _lock_and_load_times(ids):
    """Lock pictures. Return the corrections by people, and the capture times, by picture."""
    overrides, times = {}, {}
    for part in batched(ids, BATCH_SIZE):
        locked = Picture.objects.filter(pk__in=part).order_by("pk").select_for_update()
        overrides |= dict(locked.values_list("pk", "taken_override"))
        leading = Picture.objects.filter(pk__in=part, versions__leads=True)
        times |= dict(leading.values_list("pk", "versions__asset__taken_local"))
    return overrides, {pk: override or times.get(pk) for pk, override in overrides.items()}


def _sort_again(pictures):
    changes = {}
    for part in batched(pictures, BATCH_SIZE):
        placements = Placement.objects.filter(picture__in=part, album__order=Album.Order.TAKEN)
        keys = ordering.build_order_keys(Album.Order.TAKEN, placements)
        changes |= order_key_changes.write_keys(placements, keys)
    return changes


def _to_iso(time):
    return time.isoformat() if time else None


def _save_overrides(times):
    rows = [Picture(pk=pk, taken_override=time) for pk, time in times.items()]
    Picture.objects.bulk_update(rows, ["taken_override"], batch_size=UPDATE_BATCH_SIZE)
