"""What tiles show, and which queries that takes."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from albums.grid import tiles
from albums.models import Placement
from albums.tests.factories import stored_files
from albums.tests.factories.albums import create_album as new_album
from albums.tests.factories.grids import add_photos
from assets.models import Asset, Picture, Rendition
from assets.processing.pipeline import process
from assets.processing.recipes import RECIPE, recipe
from assets.tests.factories import images
from assets.tests.factories.files import jpeg

DOOR = "ux.0.-"
TIERS = ("small", "thumbnails")


@pytest.fixture
def album(owner):
    return new_album(owner)


def build_tiles(album):
    """Return the tiles of an album, and whether renditions were read."""
    rows = tiles.load_rows(album.placements.with_leading_version().order_by("order_key"))
    with CaptureQueriesContext(connection) as queries:
        found = tiles.build_tiles(rows, DOOR)
    return found, any("assets_rendition" in query["sql"] for query in queries)


def widths(tile):
    return [int(width) for width in re.findall(r" (\d+)w", tile.sources)]


def made(asset):
    copies = {copy.kind: copy.width for copy in asset.renditions.filter(recipe=RECIPE)}
    return [copies[kind] for kind in TIERS]


def test_no_renditions_are_read_when_photos_are_ready_and_unrotated(album):
    add_photos(album, 5, copies=True)
    found, has_queried = build_tiles(album)
    assert not has_queried
    placements = album.placements.order_by("order_key")
    assets = [one.picture.versions.get().asset for one in placements]
    assert [widths(tile) for tile in found] == [made(asset) for asset in assets]


@pytest.mark.parametrize("size", [(1001, 667), (333, 999), (799, 401), (60, 40), (1600, 7)])
@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.django_db(transaction=True)
def test_computed_sizes_are_those_of_the_renditions(album, size, orientation):
    content = images.encode_jpeg(images.draw_corners(size), exif=images.make_exif(orientation))
    stored_files.store_in_album([content], album)
    asset = Asset.objects.get()
    process(asset.pk)
    (tile,), has_queried = build_tiles(album)
    assert not has_queried
    assert widths(tile) == made(asset)


@pytest.mark.parametrize(
    "change", [{"state": "new"}, {"state": "failed"}, {"recipe": "r1"}, {"recipe": ""}], ids=str
)
def test_renditions_are_read_when_they_may_be_missing(album, change):
    (placement,) = add_photos(album, 1, copies=True)
    Asset.objects.update(**change)
    (tile,), has_queried = build_tiles(album)
    assert has_queried
    assert tile.small
    Rendition.objects.filter(kind="small").delete()
    (tile,), _has_queried = build_tiles(album)
    assert not tile.small


def test_the_rotated_rendition_is_shown_when_it_is_made(album):
    add_photos(album, 1, copies=True)
    Picture.objects.update(rotation=90)
    (tile,), _has_queried = build_tiles(album)
    assert (f"r={RECIPE}&amp;" in tile.sources, tile.spin) == (True, "90")
    for copy in Rendition.objects.all():
        copy.pk, copy.recipe, copy._state.adding = None, recipe(90), True
        copy.save(force_insert=True)
    (tile,), _has_queried = build_tiles(album)
    assert (f"r={recipe(90)}&amp;" in tile.sources, tile.spin) == (True, "")


def test_names_are_escaped_once(album):
    stored_files.store_in_album([jpeg()], album)
    version = Placement.objects.get().picture.versions.get()
    version.name = "<b>&.jpg"
    version.save()
    (tile,), _has_queried = build_tiles(album)
    assert str(tile.name) == "&lt;b&gt;&amp;.jpg"
