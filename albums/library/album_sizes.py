"""What albums weigh. It takes a look at each file, so it is asked for when the cards are there."""

from django.db.models import Sum

from albums.grid.cursors import parse_id
from albums.library import CARDS_PER_PAGE
from albums.models import Album, Placement


def sum_sizes_by_album(person, said):
    """Bytes by album, of those that an address names and that are open to the person."""
    pks = [pk for pk in map(parse_id, said.split(",")[:CARDS_PER_PAGE]) if pk]
    albums = Album.objects.accessible_to(person).alive().filter(pk__in=pks)
    lying = Placement.objects.in_grid().filter(album__in=albums).order_by()
    return dict(lying.values_list("album").annotate(size=Sum("picture__versions__asset__size")))
