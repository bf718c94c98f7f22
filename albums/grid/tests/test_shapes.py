import pytest

from albums.grid import BLOCK_SIZE, shapes
from albums.tests.factories.grids import add_photos

pytestmark = pytest.mark.db


def lengths(blocks):
    return [len(block["ratios"]) // 3 for block in blocks]


@pytest.mark.parametrize(
    ("size", "turn", "percent"),
    [
        ((600, 400), 0, 150),
        ((600, 400), 90, 67),
        ((600, 400), 180, 150),
        ((6000, 1000), 0, 600),
        ((60000, 1000), 0, 600),
        ((1000, 3000), 0, 50),
        ((None, None), 90, 150),
        ((0, 400), 0, 150),
    ],
)
def test_ratios_are_kept_within_limits(size, turn, percent):
    assert shapes.ratio_percent(*size, turn) == percent
    assert float(shapes.format_ratio(*size, turn)) * 100 == percent


def test_the_layout_has_blocks_by_section(album):
    ceremony, party = album.sections.in_order()
    add_photos(album, BLOCK_SIZE + 1)
    add_photos(album, 2 * BLOCK_SIZE, ceremony)
    add_photos(album, 3, party)
    sections = shapes.measure_album(album)["sections"]
    assert {name: lengths(blocks) for name, blocks in sections.items()} == {
        "": [BLOCK_SIZE, 1],
        ceremony.pk.hex: [BLOCK_SIZE, BLOCK_SIZE],
        party.pk.hex: [3],
    }


def test_a_block_starts_where_the_page_started(album):
    anchor = add_photos(album, 100)[25]
    (blocks,) = shapes.measure_album(album, anchor=anchor.pk)["sections"].values()
    assert lengths(blocks) == [25, BLOCK_SIZE, 15]
    assert blocks[1]["from"] == f"{anchor.pk.hex}{anchor.order_key}"


def test_the_place_of_a_photo_is_found(album):
    party = album.sections.get(title="Party")
    add_photos(album, 70)
    sought = add_photos(album, 100, party)[83]
    assert shapes.measure_album(album, sought=sought.pk)["found"] == {
        "section": party.pk.hex,
        "tile": 83,
    }
    sought.delete()
    assert shapes.measure_album(album, sought=sought.pk)["found"] is None


def test_the_layout_is_empty_when_the_album_has_no_photos(album):
    assert shapes.measure_album(album) == {"sections": {}, "found": None}
