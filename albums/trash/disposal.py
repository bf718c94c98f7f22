"""Into the trash, out of it again, and after thirty days out of the house."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Sum

from albums.models import Album, Placement
from assets.models import Asset, Picture, Version
from assets.storage import failpoints

RETENTION = timedelta(days=30)
PAGE_SIZE = 200


@dataclass(frozen=True)
class Consequences:
    """What deleting an album ends: pictures in it, those that lie nowhere else, their bytes."""

    pictures: int
    only_here: int
    bytes_only_here: int

    @property
    def elsewhere(self):
        return self.pictures - self.only_here


def album_consequences(album):
    return placement_consequences(Placement.objects.filter(album=album, trashed_at=None))


def placement_consequences(here):
    """The same of placements that go; of each picture one."""
    other = Placement.objects.alive().filter(picture=OuterRef("picture"))
    only_here = here.exclude(Exists(other.exclude(album=OuterRef("album"))))
    versions = Version.objects.filter(picture__in=only_here.values("picture"))
    assets = Asset.objects.filter(pk__in=versions.values("asset"))
    size = assets.aggregate(size=Sum("size", default=0))["size"]
    return Consequences(here.count(), only_here.count(), size)


def trash_placements(placements, now):
    """Take pictures out of their albums; how many. Each album turns its page once."""
    with transaction.atomic():
        _lock_albums(placements)
        lying = placements.filter(trashed_at=None)
        albums = set(lying.order_by().values_list("album", flat=True).distinct())
        trashed = lying.update(trashed_at=now)
        Album.objects.filter(pk__in=albums).update(epoch=F("epoch") + 1)
    return trashed


def restore_placements(placements):
    """Put pictures back where they lay; how many."""
    with transaction.atomic():
        _lock_albums(placements)
        trashed = placements.trashed()
        pictures = Picture.objects.filter(pk__in=trashed.order_by().values("picture"))
        pictures.discarded().update(discarded_at=None)
        return trashed.update(trashed_at=None)


def trash_album(album, now):
    """Whether it was alive until now."""
    alive = Album.objects.alive().filter(pk=album.pk)
    return bool(alive.update(trashed_at=now, epoch=F("epoch") + 1))


def restore_album(album, now):
    """Whether it is back: after its time some of it may be gone, so all of it stays away."""
    in_time = Album.objects.filter(pk=album.pk, trashed_at__gt=now - RETENTION)
    return bool(in_time.update(trashed_at=None))


def expire(trashed, now):
    """Let albums or placements have had their time: from here on they go as all others do."""
    trashed.filter(trashed_at__gt=now - RETENTION).update(trashed_at=now - RETENTION)


def purge(now, kept=RETENTION):
    """End what has been in the trash for its time; files follow by themselves later."""
    before = now - kept
    ended = Album.objects.filter(trashed_at__lte=before)
    for album in list(ended.values_list("pk", flat=True)):
        while _remove_page(ended.filter(pk=album), Placement.objects.all(), now):
            failpoints.reach("page purged")
        _delete_if_empty(ended.filter(pk=album))
    ended = Placement.objects.filter(trashed_at__lte=before)
    for album in set(ended.values_list("album", flat=True)):
        while _remove_page(Album.objects.filter(pk=album), ended, now):
            pass


def _lock_albums(placements):
    """In one order, so that no two acts wait for each other."""
    albums = Album.objects.filter(pk__in=placements.order_by().values("album")).order_by("pk")
    list(albums.select_for_update().values_list("pk", flat=True))


def _remove_page(albums, placements, now):
    """Remove some of PLACEMENTS from an album; what lies nowhere any more is discarded.

    Whatever arrives in the album holds it as well, so here a picture is out or it is in.
    """
    with transaction.atomic():
        album = albums.select_for_update().first()
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
        album = albums.select_for_update().first()
        if album and not album.placements.exists():
            album.delete()
