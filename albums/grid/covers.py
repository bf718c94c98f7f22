"""Covers of albums: the chosen photo, or else the first one that clients see."""

from typing import NamedTuple

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from albums.grid import cursors, tiles
from albums.grid.tiles import Tile
from albums.models import Album, Placement, Section

CENTER = 50


class Cover(NamedTuple):
    """A tile, and its focal point in percent, which stays visible when the photo is cropped."""

    tile: Tile
    x: int
    y: int
    is_chosen: bool


def choose(albums, door):
    """Return the covers by album id, with media URLs for DOOR."""
    covers = dict(_find_cover_placements(albums))
    rows = tiles.load_rows(Placement.objects.filter(pk__in=covers.values()).with_leading_version())
    pairs = zip(rows, tiles.build_tiles(rows, door), strict=True)
    by_placement = {row.pk: (row.picture, tile) for row, tile in pairs}
    found = ((album, by_placement.get(covers.get(album.pk))) for album in albums)
    return {album.pk: _build_cover(album, *pair) for album, pair in found if pair}


def _build_cover(album, picture, tile):
    # The focal point was set for the chosen photo: it means nothing for another one.
    if picture == album.cover_id:
        return Cover(tile, album.cover_x, album.cover_y, is_chosen=True)
    return Cover(tile, CENTER, CENTER, is_chosen=False)


def _find_cover_placements(albums):
    """Return pairs of album id and placement id.

    It is the chosen photo, or the first one outside of sections, or the first one in a section.
    """
    shown = Placement.objects.in_grid().filter(hidden=False)
    chosen = shown.filter(album=OuterRef("pk"), picture=OuterRef("cover"))
    loose = shown.filter(album=OuterRef("pk"), section=None).order_by(*cursors.ORDER)
    within = shown.filter(album=OuterRef("album"), section=OuterRef("pk")).order_by(*cursors.ORDER)
    sections = Section.objects.filter(album=OuterRef("pk")).in_order()
    # One index lookup per section. Sorting all their photos would be slow in large albums.
    begun = sections.annotate(first=Subquery(within.values("pk")[:1])).exclude(first=None)
    found = Coalesce(
        Subquery(chosen.values("pk")[:1]),
        Subquery(loose.values("pk")[:1]),
        Subquery(begun.values("first")[:1]),
    )
    rows = Album.objects.filter(pk__in=[album.pk for album in albums]).annotate(found=found)
    return rows.exclude(found=None).values_list("pk", "found")
