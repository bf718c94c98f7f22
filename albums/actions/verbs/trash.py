"""Into the trash, from where everything comes back to its place."""

from itertools import batched

from django.db.models import Count
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from albums.actions.execution import BATCH_SIZE, lock_selection, record_action, update_in_batches
from albums.actions.packed_ids import pack_ids, unpack_ids
from albums.models import Action, Album, Placement
from assets.models import Picture


def trash(album, choice, by):
    with lock_selection(Action.Verb.TRASH, album, by, choice) as rows:
        now, ids = timezone.now(), [row.pk for row in rows]
        update_in_batches(album.placements, ids, trashed_at=now)
        before = {"ids": pack_ids(ids), "at": now.isoformat()}
        return record_action(Action.Verb.TRASH, album, by, len(ids), undo_data=before)


def undo(act):
    return restore_trashed(act.album, act.undo_data)


def restore_trashed(album, before):
    """What this act has trashed; what somebody trashed again since is theirs."""
    ids, at = unpack_ids(before["ids"]), parse_datetime(before["at"])
    trashed = album.placements.filter(trashed_at=at)
    for part in batched(ids, BATCH_SIZE):
        lying = trashed.filter(pk__in=part).values("picture")
        Picture.objects.filter(pk__in=lying).discarded().update(discarded_at=None)
    return update_in_batches(trashed, ids, trashed_at=None)


def count_in_other_albums(album, rows, by):
    """How many of them also lie in which other albums, as far as BY may know."""
    known = Album.objects.accessible_to(by).exclude(pk=album.pk)
    pictures = [row.picture for row in rows]
    lying = Placement.objects.alive().filter(album__in=known, picture__in=pictures)
    counted = lying.values("album").annotate(pictures=Count("pk"))
    return list(counted.order_by("-pictures", "album__title").values("album__title", "pictures"))
