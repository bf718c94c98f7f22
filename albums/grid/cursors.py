"""Places on a wall: from which picture on; written so that an address holds them."""

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


def parse_id(said):
    """The id that an address says; none, if it says something else."""
    try:
        return uuid.UUID(said)
    except ValueError:
        return None


def parse_cursor(text):
    """The place that TEXT names; none, where it names none."""
    pk, order_key = parse_id(text[:32]), text[32:]
    return Cursor(order_key, pk) if pk and "\0" not in order_key else None


def find_placement(album, said):
    """Where the picture lies that an address names; none, where it lies there no more."""
    pk = parse_id(said)
    return pk and album.placements.in_grid().filter(pk=pk).first()


def find_start(album, query):
    """What a page is to begin with: a picture, or the first one of a section."""
    if section := parse_id(query.get("section", "")):
        return filter_range(album.placements.in_grid().filter(section=section)).first()
    return find_placement(album, query.get("at", ""))


def filter_range(placements, start=None, end=None):
    """What lies from START on, and before END."""
    if start:
        placements = placements.filter(TupleGreaterThanOrEqual(_POSITION, tuple(start)))
    if end:
        placements = placements.filter(TupleLessThan(_POSITION, tuple(end)))
    return placements.order_by(*ORDER)


def find_previous_block(placements, start):
    """The id of what lies a block before START, or of the first; none before the first itself."""
    before = placements.filter(TupleLessThan(_POSITION, tuple(start))).order_by(*REVERSE_ORDER)
    lying = list(before.values_list("pk", flat=True)[:BLOCK_SIZE])
    return lying[-1].hex if lying else ""
