"""Tiles of pictures from anywhere, each with its address and the albums that it lies in."""

from typing import NamedTuple

from django.urls import reverse

from albums.grid import tiles
from albums.grid.tiles import Tile
from albums.models import Placement


class LinkedTile(NamedTuple):
    """A tile, where it leads, and in how many albums one can find the picture."""

    tile: Tile
    address: str
    album: str
    albums: int


def build_linked_tiles(rows, person, door):
    """Of the albums that are open to the person; of others they learn nothing."""
    known = list_albums_by_picture(person, [row.picture for row in rows])
    pairs = zip(rows, tiles.build_tiles(rows, door), strict=True)
    return [_build_linked_tile(tile, known.get(row.picture, [])) for row, tile in pairs]


def list_albums_by_picture(person, pictures):
    """Slug and title of every album that each lies in, the first one first."""
    lying = Placement.objects.visible_to(person).filter(
        is_orphan_sidecar=False, picture__in=pictures
    )
    found = {}
    columns = ("picture", "album__slug", "album__title")
    for picture, *album in lying.order_by("placed_at", "id").values_list(*columns):
        found.setdefault(picture, []).append(album)
    return found


def picture_url(picture, homes):
    """In its first album, or where pictures are looked at that lie in none."""
    if homes:
        return reverse("picture", args=[homes[0][0], picture])
    return reverse("standalone-picture", args=[picture])


def _build_linked_tile(tile, homes):
    title = homes[0][1] if homes else ""
    return LinkedTile(tile, picture_url(tile.picture, homes), title, len(homes))
