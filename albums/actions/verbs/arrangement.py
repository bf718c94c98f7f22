"""The order of an album: by a rule, or by the hand that puts pictures somewhere."""

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
    """All that lies in it, in the trash as well, by moment, by name or as it came."""
    if not is_allowed(by, VERB):
        raise ActionForbidden
    with lock_albums(album.pk) as albums:
        was, lying = albums[album.pk].order, album.placements.all()
        rule = {} if order == Album.Order.MANUAL else ordering.keys_of(order, lying)
        before = {"order": was, "now": order, "keys": order_key_changes.write_keys(lying, rule)}
        if was == order and not before["keys"]:
            return None
        Album.objects.filter(pk=album.pk).update(order=order)
        number = lying.in_grid().count()
        where = str(Album.Order(order).label)
        return record_action(VERB, album, by, max(1, number), undo_data=before, target_title=where)


def move_to(album, choice, by, **place):
    """The chosen ones, as they lie, BEFORE or AFTER another; or at the end of a SECTION."""
    with lock_selection(VERB, album, by, choice) as rows:
        goal, is_before, to = _find_target(album, **place)
        rows = [row for row in rows if goal is None or row.pk != goal]
        was = {
            "order": Album.objects.values_list("order", flat=True).get(pk=album.pk),
            "now": Album.Order.MANUAL,
            "keys": _write_keys(album, [row.pk for row in rows], to, goal, is_before),
            "from": _move_to_section(album, rows, to),
            "to": to.hex if to else "",
        }
        if not was["keys"] and not was["from"]:
            return None
        Album.objects.filter(pk=album.pk).update(order=Album.Order.MANUAL)
        if was["from"]:
            Album.objects.filter(pk=album.pk).bump_epoch()
        return record_action(VERB, album, by, len(rows), undo_data=was)


def undo(act):
    """Every key that nobody wrote since, and the rule, if it is still the one that was set."""
    said = act.undo_data
    back = order_key_changes.restore_keys(said["keys"])
    goal = said.get("to") or None
    still = act.album.placements.filter(section=goal and uuid.UUID(goal))
    for former, ids in said.get("from", {}).items():
        here = act.album.sections.filter(pk=uuid.UUID(former)).first() if former else None
        if here or not former:
            update_in_batches(still, unpack_ids(ids), section=here)
    if said.get("from"):
        Album.objects.filter(pk=act.album_id).bump_epoch()
    Album.objects.filter(pk=act.album_id, order=said["now"]).update(order=said["order"])
    return act.picture_count if back == len(said["keys"]) else min(act.picture_count, back)


def _find_target(album, before=None, after=None, section=None):
    """The id of a neighbour, if there is one, on which side of it, and the section there."""
    row = album.placements.in_grid().filter(pk=before or after).first()
    if row is None:
        return None, False, section and section.pk
    return row.pk, bool(before), row.section_id


def _move_to_section(album, rows, to):
    leaving = [row for row in rows if row.section != to]
    update_in_batches(album.placements, [row.pk for row in leaving], section=to)
    groups = group_and_pack((row.pk, row.section) for row in leaving)
    return {pk.hex if pk else "": ids for pk, ids in groups.items()}


def _write_keys(album, ids, to, goal, is_before):
    """Between the neighbours; where nothing fits between them, the whole section anew."""
    moved = set(ids)
    lying = album.placements.filter(section=to).in_order()
    line = [pair for pair in lying.values_list("pk", "order_key") if pair[0] not in moved]
    at = [pk for pk, _key in line].index(goal) + (not is_before) if goal else len(line)
    low = line[at - 1][1] if at else ""
    high = line[at][1] if at < len(line) else None
    try:
        new = zip(ids, order_keys.between(low, high, len(ids)), strict=True)
    except order_keys.KeySpaceExhausted:
        whole = [pk for pk, _key in line]
        whole[at:at] = ids
        new = zip(whole, order_keys.spread(len(whole)), strict=True)
    return order_key_changes.write_keys(album.placements.all(), dict(new))
