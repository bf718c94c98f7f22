"""The aspect ratios of all photos of an album, from which the browser lays out the grid."""

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Replace

from albums.grid import BLOCK_SIZE, cursors

MIN_PERCENT, MAX_PERCENT = 50, 600
UNKNOWN_PERCENT = 150
ASSET = "picture__versions__asset__"
SIZE = ("picture__rotation", f"{ASSET}width", f"{ASSET}height")
CHUNK_SIZE = 10_000


def ratio_percent(width, height, turn):
    """Return the width in percent of the height, after rotation and within limits."""
    if not width or not height:
        return UNKNOWN_PERCENT
    if turn in (90, 270):
        width, height = height, width
    return max(MIN_PERCENT, min(MAX_PERCENT, round(100 * width / height)))


def format_ratio(width, height, turn):
    return f"{ratio_percent(width, height, turn) / 100:g}"


def measure_album(album, anchor=None, sought=None):
    """Return the blocks of each section: the first cursor, and the ratios of the tiles.

    A block also starts at ANCHOR, because a page that started there has its tiles already.
    Also return in which section the photo SOUGHT is, and at which position.
    """
    anchor, sought = (pk and pk.hex for pk in (anchor, sought))
    sections, found = {}, None
    for section, order_key, pk, *size in _load_rows(album):
        blocks = sections.setdefault(section or "", [])
        if not blocks or len(blocks[-1][1]) == BLOCK_SIZE or pk == anchor:
            blocks.append((f"{pk}{order_key}", []))
        if pk == sought:
            tile = sum(len(tiles) for _from, tiles in blocks)
            found = {"section": section or "", "tile": tile}
        turn, width, height = size
        blocks[-1][1].append(f"{ratio_percent(width, height, turn):03}")
    return {
        "sections": {name: _serialize_blocks(blocks) for name, blocks in sections.items()},
        "found": found,
    }


def _load_rows(album):
    """Return all rows, with ids as text."""
    # Creating tens of thousands of UUID objects would take longer than all the rest.
    placements = (
        album.placements.in_grid().with_leading_version().order_by("section", *cursors.ORDER)
    )
    named = placements.annotate(section_hex=_hex("section_id"), hex=_hex("pk"))
    return named.values_list("section_hex", "order_key", "hex", *SIZE).iterator(CHUNK_SIZE)


def _hex(name):
    return Replace(Cast(name, CharField()), Value("-"))


def _serialize_blocks(blocks):
    return [{"from": start, "ratios": "".join(ratios)} for start, ratios in blocks]
