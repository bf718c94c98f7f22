"""Load one block of the grid."""

from albums.grid import BLOCK_SIZE, cursors, tiles
from albums.models import Placement, Section

# A block may have grown since the browser asked for the layout of the grid.
MAX_TILES = 4 * BLOCK_SIZE
# Built once: it's needed at every scroll.
_ROWS = Placement.objects.in_grid().with_leading_version().values_list(*tiles.COLUMNS)


def load_block(album, section, start, end):
    """Return the rows between two cursors. The arguments come from the URL, unchecked."""
    rows = _ROWS.filter(album=album, section=_find_section(album, section))
    start, end = cursors.parse_cursor(start), cursors.parse_cursor(end)
    limit = MAX_TILES if end else BLOCK_SIZE
    return [tiles.Row(*values) for values in cursors.filter_range(rows, start, end)[:limit]]


def _find_section(album, text):
    pk = cursors.parse_id(text)
    return pk and Section.objects.filter(album=album, pk=pk).first()
