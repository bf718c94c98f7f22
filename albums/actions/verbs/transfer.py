"""Copy or move photos to another album."""

import uuid

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from albums import order_keys
from albums.actions.execution import lock_selection, record_action, split
from albums.actions.packed_ids import group_and_pack, pack_ids, unpack_ids
from albums.actions.verbs import order_key_changes, trash
from albums.arrival import check_accepts_files
from albums.models import Action, Album, Placement
from albums.processing_steps import ordering


def copy(album, choice, by, to):
    with lock_selection(Action.Verb.COPY, album, by, choice, to) as rows:
        undo_data, count = _place_in_album(rows, by, to)
        return record_action(
            Action.Verb.COPY, album, by, count, undo_data=undo_data, target_title=to.title
        )


def move(album, choice, by, to):
    """Move photos. Those that the other album already has are only removed from this one."""
    with lock_selection(Action.Verb.MOVE, album, by, choice, to) as rows:
        undo_data, _count = _place_in_album(rows, by, to)
        undo_data |= trash.trash_placements(album, [row.pk for row in rows])
        return record_action(
            Action.Verb.MOVE, album, by, len(rows), undo_data=undo_data, target_title=to.title
        )


def undo(action):
    """Restore moved photos, and remove from the other album what was added to it."""
    is_move = action.verb == Action.Verb.MOVE
    # Restore first: a photo is only removed there while it's in another album as well.
    restored = trash.restore_trashed(action.album, action.undo_data) if is_move else 0
    to = uuid.UUID(action.undo_data["album"])
    placements = Placement.objects.filter(album=to, trashed_at=None)
    removed = 0
    for trashed_at, packed in action.undo_data["revived"].items():
        parts = split(placements, unpack_ids(packed))
        removed += sum(part.trash(parse_datetime(trashed_at)) for part in parts)
    elsewhere = Placement.objects.filter(picture=OuterRef("picture")).exclude(album=to)
    # What somebody has put in a section there since stays.
    untouched = placements.filter(Exists(elsewhere), section=None)
    removed += untouched.filter(pk__in=unpack_ids(action.undo_data["made"])).delete()[0]
    Album.objects.filter(pk=to).bump_epoch()
    return restored if is_move else removed


def _place_in_album(rows, by, to):
    """Add pictures to an album, or restore them there. Return the undo data and their number."""
    check_accepts_files(Album.objects.get(pk=to.pk))
    existing = Placement.objects.filter(album=to, picture__in=[row.picture for row in rows])
    columns = existing.values_list("picture", "pk", "trashed_at")
    by_picture = {picture: (pk, trashed_at) for picture, pk, trashed_at in columns}
    restored = [(pk, at.isoformat()) for pk, at in by_picture.values() if at]
    for part in split(existing, [pk for pk, _at in restored]):
        part.restore()
    created = _create_placements([row for row in rows if row.picture not in by_picture], by, to)
    undo_data = {
        "album": to.pk.hex,
        "made": pack_ids(created),
        "revived": group_and_pack(restored),
    }
    return undo_data, len(created) + len(restored)


def _create_placements(rows, by, to):
    """Place pictures at the end or where they sort, hidden if they are hidden here."""
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
    created = Placement.objects.filter(album=to, pk__in=ids)
    if to.order in {Album.Order.TAKEN, Album.Order.NAME}:
        order_key_changes.write_keys(created, ordering.build_order_keys(to.order, created))
    return ids
