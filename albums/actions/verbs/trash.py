"""Move photos to the trash. From there they can be restored to where they were."""

from django.db.models import Count
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from albums.actions.execution import lock_selection, record_action, split
from albums.actions.packed_ids import pack_ids, unpack_ids
from albums.models import Action, Album, Placement


def trash(album, choice, by):
    with lock_selection(Action.Verb.TRASH, album, by, choice) as rows:
        undo_data = trash_placements(album, [row.pk for row in rows])
        return record_action(Action.Verb.TRASH, album, by, len(rows), undo_data=undo_data)


def undo(action):
    return restore_trashed(action.album, action.undo_data)


def trash_placements(album, ids):
    """Move placements to the trash, and return what `restore_trashed` has to know."""
    now = timezone.now()
    for part in split(album.placements, ids):
        part.trash(now)
    return {"ids": pack_ids(ids), "at": now.isoformat()}


def restore_trashed(album, undo_data):
    """Restore what one action trashed, except what was trashed again at another moment."""
    trashed = album.placements.filter(trashed_at=parse_datetime(undo_data["at"]))
    return sum(part.restore() for part in split(trashed, unpack_ids(undo_data["ids"])))


def count_in_other_albums(album, rows, by):
    """Count how many of these photos are in which other albums that this person may see."""
    albums = Album.objects.accessible_to(by).exclude(pk=album.pk)
    pictures = [row.picture for row in rows]
    placements = Placement.objects.alive().filter(album__in=albums, picture__in=pictures)
    counted = placements.values("album").annotate(pictures=Count("pk"))
    return list(counted.order_by("-pictures", "album__title").values("album__title", "pictures"))
