"""Into the trash, from where everything comes back to its place."""

from itertools import batched

from django.db.models import Count
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from albums.actions.execution import AT_ONCE, acting, change, note
from albums.actions.packed_ids import packed, unpacked
from albums.models import Act, Album, Placement
from assets.models import Picture


def trash(album, choice, by):
    with acting(Act.Verb.TRASH, album, by, choice) as rows:
        now, ids = timezone.now(), [row.pk for row in rows]
        change(album.placements, ids, trashed_at=now)
        before = {"ids": packed(ids), "at": now.isoformat()}
        return note(Act.Verb.TRASH, album, by, len(ids), before=before)


def undo(act):
    return take_back(act.album, act.before)


def take_back(album, before):
    """What this act has trashed; what somebody trashed again since is theirs."""
    ids, at = unpacked(before["ids"]), parse_datetime(before["at"])
    trashed = album.placements.filter(trashed_at=at)
    for part in batched(ids, AT_ONCE):
        lying = trashed.filter(pk__in=part).values("picture")
        Picture.objects.filter(pk__in=lying).discarded().update(discarded_at=None)
    return change(trashed, ids, trashed_at=None)


def elsewhere(album, rows, by):
    """How many of them also lie in which other albums, as far as BY may know."""
    known = Album.objects.open_to(by).exclude(pk=album.pk)
    pictures = [row.picture for row in rows]
    lying = Placement.objects.alive().filter(album__in=known, picture__in=pictures)
    counted = lying.values("album").annotate(pictures=Count("pk"))
    return list(counted.order_by("-pictures", "album__title").values("album__title", "pictures"))
