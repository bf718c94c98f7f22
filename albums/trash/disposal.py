"""Move albums and photos to the trash, restore them, and remove them after 30 days."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Sum

from albums.models import Album, Placement
from assets.models import Asset, Picture, Version
from assets.storage import failpoints

RETENTION = timedelta(days=30)
PAGE_SIZE = 200


@dataclass(frozen=True)
class Consequences:
    """What is lost with an album or placements: the pictures that are in no other album."""

    pictures: int
    only_here: int
    bytes_only_here: int

    @property
    def elsewhere(self):
        return self.pictures - self.only_here


def album_consequences(album):
    return placement_consequences(Placement.objects.filter(album=album, trashed_at=None))


def placement_consequences(placements):
    """Return what is lost with these placements, of which no two are of the same picture."""
    others = Placement.objects.alive().filter(picture=OuterRef("picture"))
    only_here = placements.exclude(Exists(others.exclude(album=OuterRef("album"))))
    versions = Version.objects.filter(picture__in=only_here.values("picture"))
    assets = Asset.objects.filter(pk__in=versions.values("asset"))
    size = assets.aggregate(size=Sum("size", default=0))["size"]
    return Consequences(placements.count(), only_here.count(), size)


def trash_placements(placements, now):
    """Move placements of any albums to the trash, and return their number."""
    with transaction.atomic():
        _lock_albums(placements)
        visible = placements.filter(trashed_at=None)
        albums = set(visible.order_by().values_list("album", flat=True).distinct())
        count = visible.trash(now)
        Album.objects.filter(pk__in=albums).bump_epoch()
    return count


def restore_placements(placements):
    """Restore placements of any albums to where they were, and return their number."""
    with transaction.atomic():
        _lock_albums(placements)
        return placements.restore()


def trash_album(album, now):
    """Move an album to the trash, and return whether it wasn't there before."""
    return bool(Album.objects.alive().filter(pk=album.pk).bump_epoch(trashed_at=now))


def restore_album(album, now):
    """Restore an album, unless its time is over. Return whether it was restored."""
    # After its time some of its photos may be removed already, so none of them come back.
    in_time = Album.objects.filter(pk=album.pk, trashed_at__gt=now - RETENTION)
    return bool(in_time.update(trashed_at=None))


def expire(trashed, now):
    """End the time in the trash of albums or placements, so that the next purge removes them."""
    trashed.filter(trashed_at__gt=now - RETENTION).update(trashed_at=now - RETENTION)


def purge(now, retention=RETENTION):
    """Remove what has been in the trash for its time. Files are removed later, by a sweep."""
    limit = now - retention
    albums = Album.objects.filter(trashed_at__lte=limit)
    for pk in list(albums.values_list("pk", flat=True)):
        while _remove_page(albums.filter(pk=pk), Placement.objects.all(), now):
            failpoints.reach("page purged")
        _delete_if_empty(albums.filter(pk=pk))
    placements = Placement.objects.filter(trashed_at__lte=limit)
    for pk in set(placements.values_list("album", flat=True)):
        while _remove_page(Album.objects.filter(pk=pk), placements, now):
            pass


def _lock_albums(placements):
    albums = Album.objects.filter(pk__in=placements.order_by().values("album"))
    list(albums.locked().values_list("pk", flat=True))


def _remove_page(albums, placements, now):
    """Delete a page of an album's PLACEMENTS, and discard pictures that are in no album now."""
    with transaction.atomic():
        # Arrivals lock the album as well: here, a picture is either placed again or not.
        album = albums.locked().first()
        if album is None:
            return 0
        page = list(placements.filter(album=album).order_by("pk").select_for_update()[:PAGE_SIZE])
        removed = Placement.objects.filter(pk__in=[placement.pk for placement in page])
        pictures = Picture.objects.filter(pk__in=[placement.picture_id for placement in page])
        list(pictures.order_by("pk").select_for_update().values_list("pk", flat=True))
        removed.delete()
        pictures.exclude(Exists(Placement.objects.filter(picture=OuterRef("pk")))).update(
            discarded_at=now
        )
        albums.filter(cover__in=pictures).update(cover=None)
    return len(page)


def _delete_if_empty(albums):
    with transaction.atomic():
        album = albums.locked().first()
        if album and not album.placements.exists():
            album.delete()
