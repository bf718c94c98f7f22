"""Photos with files in albums, and the time that they stay in the trash."""

from datetime import timedelta

from django.utils import timezone

from albums.models import Placement
from albums.tests.factories.stored_files import fake_jpeg, store_in_album

NOW = timezone.now()
MONTH = timedelta(days=30)
A_MOMENT = timedelta(seconds=1)


def add_photos(album, *names):
    """Add a photo for each name, and return the placements in that order."""
    arrivals = store_in_album([fake_jpeg(name) for name in names], album)
    by_picture = {placement.picture_id: placement for placement in album.placements.all()}
    return [by_picture[arrival.version.picture_id] for arrival in arrivals]


def filter_placements(*placements):
    return Placement.objects.filter(pk__in=[placement.pk for placement in placements])


def add_to_album(album, placement):
    return Placement.objects.create(album=album, picture=placement.picture, order_key="a")
