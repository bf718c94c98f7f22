"""Build tiles of photos from different albums, each with a link to its page."""

from typing import NamedTuple

from django.urls import reverse

from albums.grid import tiles
from albums.grid.tiles import Tile
from albums.models import Placement


class LinkedTile(NamedTuple):
    """A tile with its link, the title of its first album and the number of its albums."""

    tile: Tile
    address: str
    album: str
    albums: int


def build_linked_tiles(rows, person, door):
    # Albums that the person may not see are neither linked nor counted.
    albums = list_albums_by_picture(person, [row.picture for row in rows])
    pairs = zip(rows, tiles.build_tiles(rows, door), strict=True)
    return [_build_linked_tile(tile, albums.get(row.picture, [])) for row, tile in pairs]


def list_albums_by_picture(person, pictures):
    """Return the slug and title of every album of each picture, the first album first."""
    placements = Placement.objects.visible_to(person).filter(
        is_orphan_sidecar=False, picture__in=pictures
    )
    albums = {}
    columns = ("picture", "album__slug", "album__title")
    for picture, *album in placements.order_by("placed_at", "id").values_list(*columns):
        albums.setdefault(picture, []).append(album)
    return albums


def picture_url(picture, albums):
    """Return the URL of the picture in its first album, or of its own page."""
    if albums:
        return reverse("picture", args=[albums[0][0], picture])
    return reverse("standalone-picture", args=[picture])


def _build_linked_tile(tile, albums):
    title = albums[0][1] if albums else ""
    return LinkedTile(tile, picture_url(tile.picture, albums), title, len(albums))
