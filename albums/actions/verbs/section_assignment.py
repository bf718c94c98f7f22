"""Into a section of the album, or out of all of them."""

import uuid

from albums import order_keys
from albums.actions.execution import lock_albums, lock_selection, record_action, update_in_batches
from albums.actions.packed_ids import group_and_pack, unpack_ids
from albums.models import Action, Section

MAX_TITLE_LENGTH = Section._meta.get_field("title").max_length


def assign(album, choice, by, section=None, title=""):
    """Under SECTION, under a new one that is called TITLE, or under none."""
    with lock_selection(Action.Verb.SECTION, album, by, choice) as rows:
        section = get_or_create_section(album, title) if title else section
        goal = section and section.pk
        leaving = [row for row in rows if row.section != goal]
        update_in_batches(album.placements, [row.pk for row in leaving], section=goal)
        before = _build_undo_data(album, leaving, goal)
        where = section.title if section else ""
        return record_action(
            Action.Verb.SECTION, album, by, len(leaving), undo_data=before, target_title=where
        )


def remove(album, section, by):
    """What lay in it lies in none now; the way back makes it anew."""
    with lock_albums(album.pk):
        lying = list(album.placements.filter(section=section).values_list("pk", "section"))
        before = {
            "to": "",
            "from": {section.pk.hex: group_and_pack(lying)[section.pk]} if lying else {},
            "sections": {section.pk.hex: [section.title, section.order_key]},
        }
        section.delete()
        return record_action(Action.Verb.SECTION, album, by, len(lying), undo_data=before)


def undo(act):
    """To where each lay; a section that was removed since is made again under its name."""
    goal, back = act.undo_data["to"], 0
    still = act.album.placements.filter(section=uuid.UUID(goal) if goal else None)
    for former, ids in act.undo_data["from"].items():
        back += update_in_batches(still, unpack_ids(ids), section=_restore_section(act, former))
    return back


def get_or_create_section(album, title):
    """Behind all others; one that is called so already is that one."""
    last = album.sections.in_order().last()
    (key,) = order_keys.between(last.order_key if last else "")
    return Section.objects.get_or_create(
        album=album, title=title[:MAX_TITLE_LENGTH], defaults={"order_key": key}
    )[0]


def _build_undo_data(album, rows, goal):
    lay = {section.pk: section for section in album.sections.all()}
    groups = group_and_pack((row.pk, row.section) for row in rows)
    return {
        "to": goal.hex if goal else "",
        "from": {pk.hex if pk else "": ids for pk, ids in groups.items()},
        "sections": {pk.hex: [lay[pk].title, lay[pk].order_key] for pk in groups if pk},
    }


def _restore_section(act, said):
    if not said:
        return None
    title, key = act.undo_data["sections"][said]
    found = Section.objects.filter(album=act.album, pk=uuid.UUID(said)).first()
    return (
        found
        or Section.objects.get_or_create(
            album=act.album, title=title, defaults={"pk": uuid.UUID(said), "order_key": key}
        )[0]
    )
