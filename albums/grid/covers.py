"""The picture that stands for an album: the one that was chosen, else the first to be shown."""

from typing import NamedTuple

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from albums.grid import cursors, tiles
from albums.grid.tiles import Tile
from albums.models import Album, Placement, Section

CENTER = 50


class Cover(NamedTuple):
    """A tile, and which point of it has to be seen however it is cropped, in percent."""

    tile: Tile
    x: int
    y: int
    is_chosen: bool


def choose(albums, door):
    """The cover of each album that has one, by its key, with links for who comes through DOOR."""
    covers = dict(_find_cover_placements(albums))
    rows = tiles.load_rows(Placement.objects.filter(pk__in=covers.values()).with_leading_version())
    seen = tiles.build_tiles(rows, door)
    shown = {row.pk: (row.picture, tile) for row, tile in zip(rows, seen, strict=True)}
    lying = ((album, shown.get(covers.get(album.pk))) for album in albums)
    return {album.pk: _build_cover(album, *found) for album, found in lying if found}


def _build_cover(album, picture, tile):
    """The point was chosen for one picture: it says nothing of another one."""
    if picture == album.cover_id:
        return Cover(tile, album.cover_x, album.cover_y, is_chosen=True)
    return Cover(tile, CENTER, CENTER, is_chosen=False)


def _find_cover_placements(albums):
    """Chosen, first outside of sections, first in the first section that has one."""
    shown = Placement.objects.in_grid().filter(hidden=False)
    chosen = shown.filter(album=OuterRef("pk"), picture=OuterRef("cover"))
    loose = shown.filter(album=OuterRef("pk"), section=None).order_by(*cursors.ORDER)
    within = shown.filter(album=OuterRef("album"), section=OuterRef("pk")).order_by(*cursors.ORDER)
    sections = Section.objects.filter(album=OuterRef("pk")).in_order()
    # One look into each section: to sort all that lies in them would take as long as they are.
    begun = sections.annotate(first=Subquery(within.values("pk")[:1])).exclude(first=None)
    found = Coalesce(
        Subquery(chosen.values("pk")[:1]),
        Subquery(loose.values("pk")[:1]),
        Subquery(begun.values("first")[:1]),
    )
    rows = Album.objects.filter(pk__in=[album.pk for album in albums]).annotate(found=found)
    return rows.exclude(found=None).values_list("pk", "found")
