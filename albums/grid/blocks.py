"""A block of a wall: what lies from one place on, and before another."""

from albums.grid import BLOCK_SIZE, cursors, tiles
from albums.models import Placement, Section

MAX_TILES = 4 * BLOCK_SIZE  # what came in between since the wall was measured
# What is asked for at every scroll is put together once.
_ROWS = Placement.objects.in_grid().with_leading_version().values_list(*tiles.COLUMNS)


def load_block(album, section, start, end):
    """What an address asks for; what it says may be anything."""
    lying = _ROWS.filter(album=album, section=_find_section(album, section))
    begin, stop = cursors.parse_cursor(start), cursors.parse_cursor(end)
    found = cursors.filter_range(lying, begin, stop)[: MAX_TILES if stop else BLOCK_SIZE]
    return [tiles.Row(*values) for values in found]


def _find_section(album, said):
    pk = cursors.parse_id(said)
    return pk and Section.objects.filter(album=album, pk=pk).first()
