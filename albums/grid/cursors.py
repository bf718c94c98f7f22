"""Places on a wall: from which picture on; written so that an address holds them."""

import uuid
from typing import NamedTuple

from django.db.models import F
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThanOrEqual, TupleLessThan

from albums.grid import BLOCK

ORDER = ("order_key", "id")
BACKWARDS = ("-order_key", "-id")
_MINE = Tuple(F("order_key"), F("id"))


class Place(NamedTuple):
    """The order key and the id of a placement."""

    order_key: str
    id: uuid.UUID

    def __str__(self):
        return f"{self.id.hex}{self.order_key}"


def mark(placement):
    return Place(placement.order_key, placement.pk)


def number(said):
    """The id that an address says; none, if it says something else."""
    try:
        return uuid.UUID(said)
    except ValueError:
        return None


def read(text):
    """The place that TEXT names; none, where it names none."""
    pk, order_key = number(text[:32]), text[32:]
    return Place(order_key, pk) if pk and "\0" not in order_key else None


def of(album, said):
    """Where the picture lies that an address names; none, where it lies there no more."""
    pk = number(said)
    return pk and album.placements.on_the_wall().filter(pk=pk).first()


def asked(album, query):
    """What a page is to begin with: a picture, or the first one of a section."""
    if section := number(query.get("section", "")):
        return within(album.placements.on_the_wall().filter(section=section)).first()
    return of(album, query.get("at", ""))


def within(placements, start=None, end=None):
    """What lies from START on, and before END."""
    if start:
        placements = placements.filter(TupleGreaterThanOrEqual(_MINE, tuple(start)))
    if end:
        placements = placements.filter(TupleLessThan(_MINE, tuple(end)))
    return placements.order_by(*ORDER)


def earlier(placements, start):
    """The id of what lies a block before START, or of the first; none before the first itself."""
    before = placements.filter(TupleLessThan(_MINE, tuple(start))).order_by(*BACKWARDS)
    lying = list(before.values_list("pk", flat=True)[:BLOCK])
    return lying[-1].hex if lying else ""
