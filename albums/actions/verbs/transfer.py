"""Into another album: there as well, or there instead."""

import uuid

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from albums import order_keys
from albums.actions.execution import bump_epochs, lock_selection, record_action, update_in_batches
from albums.actions.packed_ids import group_and_pack, pack_ids, unpack_ids
from albums.actions.verbs import order_key_changes, trash
from albums.arrival import check_accepts_files
from albums.models import Action, Album, Placement
from albums.processing_steps import ordering


def copy(album, choice, by, to):
    with lock_selection(Action.Verb.COPY, album, by, choice, to) as rows:
        before, arrived = _place_in_album(rows, by, to)
        return record_action(
            Action.Verb.COPY, album, by, arrived, undo_data=before, target_title=to.title
        )


def move(album, choice, by, to):
    """What lies in the other one already is only taken out of this."""
    with lock_selection(Action.Verb.MOVE, album, by, choice, to) as rows:
        before, _arrived = _place_in_album(rows, by, to)
        now, ids = timezone.now(), [row.pk for row in rows]
        update_in_batches(album.placements, ids, trashed_at=now)
        before |= {"ids": pack_ids(ids), "at": now.isoformat()}
        return record_action(
            Action.Verb.MOVE, album, by, len(ids), undo_data=before, target_title=to.title
        )


def undo(act):
    """First back, then out of the other: what was made there and lies there untouched."""
    is_move = act.verb == Action.Verb.MOVE
    back = trash.restore_trashed(act.album, act.undo_data) if is_move else 0
    to = uuid.UUID(act.undo_data["album"])
    lying = Placement.objects.filter(album=to, trashed_at=None)
    gone = 0
    for at, ids in act.undo_data["revived"].items():
        gone += update_in_batches(lying, unpack_ids(ids), trashed_at=parse_datetime(at))
    elsewhere = Placement.objects.filter(picture=OuterRef("picture")).exclude(album=to)
    untouched = lying.filter(Exists(elsewhere), section=None)
    gone += untouched.filter(pk__in=unpack_ids(act.undo_data["made"])).delete()[0]
    bump_epochs(to)
    return back if is_move else gone


def _place_in_album(rows, by, to):
    """What lay there in the trash comes back to its place, what is new is sorted in."""
    check_accepts_files(Album.objects.get(pk=to.pk))
    there = Placement.objects.filter(album=to, picture__in=[row.picture for row in rows])
    lay = {picture: rest for picture, *rest in there.values_list("picture", "pk", "trashed_at")}
    revived = [(pk, at.isoformat()) for pk, at in lay.values() if at]
    update_in_batches(there, [pk for pk, _at in revived], trashed_at=None)
    made = _create_placements([row for row in rows if row.picture not in lay], by, to)
    before = {"album": to.pk.hex, "made": pack_ids(made), "revived": group_and_pack(revived)}
    return before, len(made) + len(revived)


def _create_placements(rows, by, to):
    """As new as what arrives now; as hidden as it is here."""
    now = timezone.now()
    placements = Placement.objects.bulk_create(
        Placement(
            album=to,
            picture_id=row.picture,
            hidden=row.hidden,
            placed_by=by,
            placed_at=now,
            order_key=order_keys.for_arrival(order_keys.stamp(now), number),
        )
        for number, row in enumerate(rows)
    )
    ids = [placement.pk for placement in placements]
    made = Placement.objects.filter(album=to, pk__in=ids)
    if to.order in {Album.Order.TAKEN, Album.Order.NAME}:
        order_key_changes.write_keys(made, ordering.keys_of(to.order, made))
    return ids
