"""Add pictures that are in no album to one, or move them to the trash."""

from django.db import transaction
from django.utils import timezone

from albums import order_keys
from albums.actions.execution import lock_albums
from albums.actions.verbs import order_key_changes
from albums.arrival import check_accepts_files
from albums.models import Placement
from albums.pictures import queries
from albums.processing_steps import ordering
from albums.trash.disposal import RETENTION
from assets.models import Picture


def add_to_album(pictures, album, user):
    """Add the pictures to the album in its order, and return how many were added."""
    with lock_albums(album.pk) as albums:
        locked_album = albums[album.pk]
        check_accepts_files(locked_album)
        now = timezone.now()
        unfiled = _lock_pictures(pictures, queries.unfiled_versions())
        # Any unique key will do at first; the order of the album needs the placements' ids.
        created = Placement.objects.bulk_create(
            Placement(
                album=locked_album,
                picture=picture,
                placed_by=user,
                placed_at=now,
                order_key=order_keys.for_arrival(order_keys.stamp(now), number),
            )
            for number, picture in enumerate(unfiled)
        )
        placements = Placement.objects.filter(pk__in=[placement.pk for placement in created])
        keys = ordering.build_order_keys(locked_album.order, placements)
        order_key_changes.write_keys(placements, keys)
    return len(created)


def move_to_trash(pictures, now):
    """Hide the pictures now, have them deleted in 30 days, and return how many were moved."""
    with transaction.atomic():
        return _update_pictures(
            _lock_pictures(pictures, queries.unfiled_versions()), discarded_at=now + RETENTION
        )


def restore(pictures):
    """Take the pictures out of the trash and return how many were restored."""
    with transaction.atomic():
        return _update_pictures(
            _lock_pictures(pictures, queries.discarded_versions()), discarded_at=None
        )


def _lock_pictures(pictures, versions):
    """Lock the pictures and return those that still belong to VERSIONS."""
    rows = Picture.objects.filter(pk__in=pictures).order_by("pk").select_for_update()
    # Lock first and filter afterwards: another request may have changed them before the lock.
    list(rows.values_list("pk", flat=True))
    return list(rows.filter(pk__in=versions.values("picture")))


def _update_pictures(pictures, **values):
    return Picture.objects.filter(pk__in=[picture.pk for picture in pictures]).update(**values)
