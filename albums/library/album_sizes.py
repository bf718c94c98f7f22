"""Sum up the file sizes of albums."""

# Every file has to be looked up, so the page requests the sizes after it has shown the cards.

from django.db.models import Sum

from albums.grid.cursors import parse_id
from albums.library import CARDS_PER_PAGE
from albums.models import Album, Placement


def sum_sizes_by_album(person, ids):
    """Return bytes by album, for those albums of the comma-separated IDS the person may see."""
    pks = [pk for pk in map(parse_id, ids.split(",")[:CARDS_PER_PAGE]) if pk]
    albums = Album.objects.accessible_to(person).alive().filter(pk__in=pks)
    placements = Placement.objects.in_grid().filter(album__in=albums).order_by()
    return dict(
        placements.values_list("album").annotate(size=Sum("picture__versions__asset__size"))
    )
