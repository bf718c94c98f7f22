"""Pictures that lie in albums, and the time that they have in the trash."""

from datetime import timedelta

from django.utils import timezone

from albums.models import Placement
from albums.tests.factories.stored_files import bring, made

NOW = timezone.now()
MONTH = timedelta(days=30)
A_MOMENT = timedelta(seconds=1)


def bring_some(album, *names):
    """Their placements, in that order."""
    arrivals = bring([made(name) for name in names], album)
    by_picture = {placement.picture_id: placement for placement in album.placements.all()}
    return [by_picture[arrival.version.picture_id] for arrival in arrivals]


def placements(*some):
    return Placement.objects.filter(pk__in=[one.pk for one in some])


def also_in(album, placement):
    return Placement.objects.create(album=album, picture=placement.picture, order_key="a")
