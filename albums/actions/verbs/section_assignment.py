"""Move photos to a section of the album, or out of all sections."""

import uuid

from albums import order_keys
from albums.actions.execution import lock_albums, lock_selection, record_action, update_in_batches
from albums.actions.packed_ids import group_and_pack, unpack_ids
from albums.models import Action, Section

VERB = Action.Verb.SECTION
MAX_TITLE_LENGTH = Section._meta.get_field("title").max_length


def assign(album, choice, by, section=None, title=""):
    """Move photos to SECTION, to a new section with this TITLE, or out of all sections."""
    with lock_selection(VERB, album, by, choice) as rows:
        section = get_or_create_section(album, title) if title else section
        target = section and section.pk
        moved = [row for row in rows if row.section != target]
        update_in_batches(album.placements, [row.pk for row in moved], section=target)
        undo_data = _build_undo_data(album, moved, target)
        title = section.title if section else ""
        return record_action(VERB, album, by, len(moved), undo_data=undo_data, target_title=title)


def remove(album, section, by):
    """Delete a section. Its photos stay in the album, and undoing creates the section again."""
    with lock_albums(album.pk):
        rows = list(album.placements.filter(section=section).values_list("pk", "section"))
        undo_data = {
            "to": "",
            "from": {section.pk.hex: group_and_pack(rows)[section.pk]} if rows else {},
            "sections": {section.pk.hex: [section.title, section.order_key]},
        }
        section.delete()
        return record_action(VERB, album, by, len(rows), undo_data=undo_data)


def undo(action):
    """Move photos back, unless somebody has moved them since."""
    target, count = action.undo_data["to"], 0
    unmoved = action.album.placements.filter(section=uuid.UUID(target) if target else None)
    for pk, packed in action.undo_data["from"].items():
        section = _restore_section(action, pk)
        count += update_in_batches(unmoved, unpack_ids(packed), section=section)
    return count


def get_or_create_section(album, title):
    """Return the section with this title. If there is none, create it after all others."""
    last = album.sections.in_order().last()
    (key,) = order_keys.between(last.order_key if last else "")
    return Section.objects.get_or_create(
        album=album, title=title[:MAX_TITLE_LENGTH], defaults={"order_key": key}
    )[0]


def _build_undo_data(album, rows, target):
    sections = {section.pk: section for section in album.sections.all()}
    groups = group_and_pack((row.pk, row.section) for row in rows)
    return {
        "to": target.hex if target else "",
        "from": {pk.hex if pk else "": packed for pk, packed in groups.items()},
        # If a section is removed before the undo, it is created again.
        "sections": {pk.hex: [sections[pk].title, sections[pk].order_key] for pk in groups if pk},
    }


def _restore_section(action, pk):
    if not pk:
        return None
    title, key = action.undo_data["sections"][pk]
    section = Section.objects.filter(album=action.album, pk=uuid.UUID(pk)).first()
    return (
        section
        or Section.objects.get_or_create(
            album=action.album, title=title, defaults={"pk": uuid.UUID(pk), "order_key": key}
        )[0]
    )
