"""Pictures that lie in no album: put into one, or thrown away on purpose."""

from django.db import transaction
from django.utils import timezone

from albums import order_keys
from albums.actions.execution import alone_with
from albums.actions.verbs import order_key_changes
from albums.arrival import check_open
from albums.models import Placement
from albums.pictures import queries
from albums.processing_steps import ordering
from albums.trash.disposal import KEPT
from assets.models import Picture


def put(pictures, album, by):
    """Into an album, each where it belongs there; how many."""
    with alone_with(album.pk) as albums:
        to = albums[album.pk]
        check_open(to)
        now, free = timezone.now(), _held(pictures, queries.unfiled())
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
        order_key_changes.write(lying, ordering.keys_of(to.order, lying))
    return len(made)


def throw_away(pictures, now):
    """Out of sight at once, and out of the house when its time in the trash is over; how many."""
    with transaction.atomic():
        return _change(_held(pictures, queries.unfiled()), discarded_at=now + KEPT)


def take_back(pictures):
    """How many of those that were thrown away are there again."""
    with transaction.atomic():
        return _change(_held(pictures, queries.discarded()), discarded_at=None)


def _held(pictures, versions):
    """Those that are still like that once nobody else can change it."""
    rows = Picture.objects.filter(pk__in=pictures).order_by("pk").select_for_update()
    list(rows.values_list("pk", flat=True))
    return list(rows.filter(pk__in=versions.values("picture")))


def _change(pictures, **values):
    return Picture.objects.filter(pk__in=[one.pk for one in pictures]).update(**values)
