"""Pictures that lie in no album: put into one, or thrown away on purpose."""

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


def add_to_album(pictures, album, by):
    """Into an album, each where it belongs there; how many."""
    with lock_albums(album.pk) as albums:
        to = albums[album.pk]
        check_accepts_files(to)
        now, free = timezone.now(), _lock_pictures(pictures, queries.unfiled_versions())
        made = Placement.objects.bulk_create(
            Placement(
                album=to,
                picture=picture,
                placed_by=by,
                placed_at=now,
                order_key=order_keys.for_arrival(order_keys.stamp(now), number),
            )
            for number, picture in enumerate(free)
        )
        lying = Placement.objects.filter(pk__in=[placement.pk for placement in made])
        order_key_changes.write_keys(lying, ordering.keys_of(to.order, lying))
    return len(made)


def move_to_trash(pictures, now):
    """Out of sight at once, and out of the house when its time in the trash is over; how many."""
    with transaction.atomic():
        return _update_pictures(
            _lock_pictures(pictures, queries.unfiled_versions()), discarded_at=now + RETENTION
        )


def restore(pictures):
    """How many of those that were thrown away are there again."""
    with transaction.atomic():
        return _update_pictures(
            _lock_pictures(pictures, queries.discarded_versions()), discarded_at=None
        )


def _lock_pictures(pictures, versions):
    """Those that are still like that once nobody else can change it."""
    rows = Picture.objects.filter(pk__in=pictures).order_by("pk").select_for_update()
    list(rows.values_list("pk", flat=True))
    return list(rows.filter(pk__in=versions.values("picture")))


def _update_pictures(pictures, **values):
    return Picture.objects.filter(pk__in=[one.pk for one in pictures]).update(**values)
