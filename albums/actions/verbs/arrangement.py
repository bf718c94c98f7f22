"""Change the order of an album: sort it by a rule, or move photos to a place."""

import uuid

from albums import order_keys
from albums.actions.execution import (
    is_allowed,
    lock_albums,
    lock_selection,
    record_action,
    update_in_batches,
)
from albums.actions.packed_ids import group_and_pack, unpack_ids
from albums.actions.selection import ActionForbidden
from albums.actions.verbs import order_key_changes
from albums.models import Action, Album
from albums.processing_steps import ordering

VERB = Action.Verb.ORDER


def sort(album, by, order):
    """Sort all placements of an album. Those in the trash are included: they may be restored."""
    if not is_allowed(by, VERB):
        raise ActionForbidden
    with lock_albums(album.pk) as albums:
        old_order, placements = albums[album.pk].order, album.placements.all()
        keys = {} if order == Album.Order.MANUAL else ordering.build_order_keys(order, placements)
        undo_data = {
            "order": old_order,
            "now": order,
            "keys": order_key_changes.write_keys(placements, keys),
        }
        if old_order == order and not undo_data["keys"]:
            return None
        Album.objects.filter(pk=album.pk).update(order=order)
        count = max(1, placements.in_grid().count())
        title = str(Album.Order(order).label)
        return record_action(VERB, album, by, count, undo_data=undo_data, target_title=title)


def move_to(album, choice, by, **target):
    """Move photos BEFORE or AFTER another one, or to the end of a SECTION."""
    with lock_selection(VERB, album, by, choice) as rows:
        neighbour, is_before, section = _find_target(album, **target)
        rows = [row for row in rows if neighbour is None or row.pk != neighbour]
        ids = [row.pk for row in rows]
        undo_data = {
            "order": Album.objects.values_list("order", flat=True).get(pk=album.pk),
            "now": Album.Order.MANUAL,
            "keys": _write_keys(album, ids, section, neighbour, is_before),
            "from": _move_to_section(album, rows, section),
            "to": section.hex if section else "",
        }
        if not undo_data["keys"] and not undo_data["from"]:
            return None
        Album.objects.filter(pk=album.pk).update(order=Album.Order.MANUAL)
        if undo_data["from"]:
            # A link may show only some sections.
            Album.objects.filter(pk=album.pk).bump_epoch()
        return record_action(VERB, album, by, len(rows), undo_data=undo_data)


def undo(action):
    """Restore the order keys that nobody changed since, and the order if it is still the same."""
    undo_data = action.undo_data
    count = order_key_changes.restore_keys(undo_data["keys"])
    target = undo_data.get("to") or None
    unmoved = action.album.placements.filter(section=target and uuid.UUID(target))
    for pk, packed in undo_data.get("from", {}).items():
        section = action.album.sections.filter(pk=uuid.UUID(pk)).first() if pk else None
        # A section that was removed since is not created again.
        if section or not pk:
            update_in_batches(unmoved, unpack_ids(packed), section=section)
    if undo_data.get("from"):
        Album.objects.filter(pk=action.album_id).bump_epoch()
    still_sorted = Album.objects.filter(pk=action.album_id, order=undo_data["now"])
    still_sorted.update(order=undo_data["order"])
    is_complete = count == len(undo_data["keys"])
    return action.picture_count if is_complete else min(action.picture_count, count)


def _find_target(album, before=None, after=None, section=None):
    """Return the id of the neighbour, or None, whether to move before it, and the section id."""
    neighbour = album.placements.in_grid().filter(pk=before or after).first()
    if neighbour is None:
        return None, False, section and section.pk
    return neighbour.pk, bool(before), neighbour.section_id


def _move_to_section(album, rows, section):
    """Move placements to a section, and return the packed ids by their old section."""
    moved = [row for row in rows if row.section != section]
    update_in_batches(album.placements, [row.pk for row in moved], section=section)
    groups = group_and_pack((row.pk, row.section) for row in moved)
    return {pk.hex if pk else "": ids for pk, ids in groups.items()}


def _write_keys(album, ids, section, neighbour, is_before):
    """Write order keys between the neighbours, or new ones for the whole section."""
    moved = set(ids)
    placements = album.placements.filter(section=section).in_order()
    others = [pair for pair in placements.values_list("pk", "order_key") if pair[0] not in moved]
    position = len(others)
    if neighbour:
        position = [pk for pk, _key in others].index(neighbour) + (not is_before)
    low = others[position - 1][1] if position else ""
    high = others[position][1] if position < len(others) else None
    try:
        keys = zip(ids, order_keys.between(low, high, len(ids)), strict=True)
    except order_keys.KeySpaceExhausted:
        line = [pk for pk, _key in others]
        line[position:position] = ids
        keys = zip(line, order_keys.spread(len(line)), strict=True)
    return order_key_changes.write_keys(album.placements.all(), dict(keys))
