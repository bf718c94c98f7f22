"""A block of a wall: what lies from one place on, and before another."""

from albums.models import Section
from albums.wall import BLOCK, places, tiles

MOST = 4 * BLOCK  # what came in between since the wall was measured


def rows(album, section, start, end):
    """What an address asks for; what it says may be anything."""
    lying = album.placements.on_the_wall().led().filter(section=_section(album, section))
    begin, stop = places.read(start), places.read(end)
    return tiles.rows(places.within(lying, begin, stop)[: MOST if stop else BLOCK])


def _section(album, said):
    pk = places.number(said)
    return pk and Section.objects.filter(album=album, pk=pk).first()
