"""A block of a wall: what lies from one place on, and before another."""

from albums.grid import BLOCK, cursors, tiles
from albums.models import Placement, Section

MOST = 4 * BLOCK  # what came in between since the wall was measured
# What is asked for at every scroll is put together once.
_HANGING = Placement.objects.on_the_wall().led().values_list(*tiles.COLUMNS)


def rows(album, section, start, end):
    """What an address asks for; what it says may be anything."""
    lying = _HANGING.filter(album=album, section=_section(album, section))
    begin, stop = cursors.read(start), cursors.read(end)
    found = cursors.within(lying, begin, stop)[: MOST if stop else BLOCK]
    return [tiles.Row(*values) for values in found]


def _section(album, said):
    pk = cursors.number(said)
    return pk and Section.objects.filter(album=album, pk=pk).first()
