"""Cursors: places in the grid, written as text for URLs."""

import uuid
from typing import NamedTuple

from django.db.models import F
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThanOrEqual, TupleLessThan

from albums.grid import BLOCK_SIZE

ORDER = ("order_key", "id")
REVERSE_ORDER = ("-order_key", "-id")
_POSITION = Tuple(F("order_key"), F("id"))


class Cursor(NamedTuple):
    """The order key and the id of a placement."""

    order_key: str
    id: uuid.UUID

    def __str__(self):
        return f"{self.id.hex}{self.order_key}"


def make_cursor(placement):
    return Cursor(placement.order_key, placement.pk)


def parse_id(text):
    """Return the id in a text from a URL, or None."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def parse_cursor(text):
    """Return the cursor in a text from a URL, or None."""
    pk, order_key = parse_id(text[:32]), text[32:]
    return Cursor(order_key, pk) if pk and "\0" not in order_key else None


def find_placement(album, text):
    """Return the placement whose id is in a URL, or None if it isn't in the grid."""
    pk = parse_id(text)
    return pk and album.placements.in_grid().filter(pk=pk).first()


def find_start(album, query):
    """Return the placement that a page starts with: a photo, or the first one of a section."""
    if section := parse_id(query.get("section", "")):
        return filter_range(album.placements.in_grid().filter(section=section)).first()
    return find_placement(album, query.get("at", ""))


def filter_range(placements, start=None, end=None):
    """Return the placements from START on and before END, in order."""
    if start:
        placements = placements.filter(TupleGreaterThanOrEqual(_POSITION, tuple(start)))
    if end:
        placements = placements.filter(TupleLessThan(_POSITION, tuple(end)))
    return placements.order_by(*ORDER)


def find_previous_block(placements, start):
    """Return the id of the placement one block before START, or "" if START is the first."""
    before = placements.filter(TupleLessThan(_POSITION, tuple(start))).order_by(*REVERSE_ORDER)
    ids = list(before.values_list("pk", flat=True)[:BLOCK_SIZE])
    return ids[-1].hex if ids else ""
