"""The shape of a wall: how tall every block will be, before anybody has looked at it."""

from albums.wall import BLOCK, places
from albums.wall.places import Place

NARROWEST, WIDEST = 33, 600
UNKNOWN = 150
ASSET = "picture__versions__asset__"
COLUMNS = ("section", "order_key", "pk", "picture__turn", f"{ASSET}width", f"{ASSET}height")


def percent(width, height, turn):
    """Its width in hundredths of its height; three digits, as the picture lies after its turn."""
    if not width or not height:
        return UNKNOWN
    if turn in (90, 270):
        width, height = height, width
    return max(NARROWEST, min(WIDEST, round(100 * width / height)))


def ratio(width, height, turn):
    return f"{percent(width, height, turn) / 100:g}"


def of(album, anchor=None):
    """By section, in order: its blocks, each with its first place and the ratios of its tiles.

    A block begins at ANCHOR as well, so that a page which began there fits in.
    """
    placements = album.placements.on_the_wall().led().order_by("section", *places.ORDER)
    sections = {}
    for section, order_key, pk, *size in placements.values_list(*COLUMNS):
        blocks = sections.setdefault(section, [])
        if not blocks or len(blocks[-1][1]) == BLOCK or pk == anchor:
            blocks.append((Place(order_key, pk), []))
        turn, width, height = size
        blocks[-1][1].append(f"{percent(width, height, turn):03}")
    return {
        section: [{"from": str(place), "ratios": "".join(ratios)} for place, ratios in blocks]
        for section, blocks in sections.items()
    }
