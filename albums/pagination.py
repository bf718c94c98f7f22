"""Long lists, a page at a time: each page begins behind the last row of the one before it.

Whatever comes or goes meanwhile, no row is skipped and none is seen twice. What has no value lies
behind all that has one.
"""

import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import F, Q


class Ordering(NamedTuple):
    """By a field of the rows, then by their id; READ makes a value of its text again."""

    by: str
    read: Callable
    is_descending: bool = True
    id: str = "pk"


class Cursor(NamedTuple):
    """The row that a page ends with."""

    value: object
    id: uuid.UUID

    def __str__(self):
        value = self.value
        said = value.isoformat() if isinstance(value, date | datetime) else value or ""
        return f"{self.id.hex}{said}"


def parse_cursor(text, order):
    """The place that an address names; none, where it names none."""
    with suppress(ValueError):
        if "\0" not in text:
            value = text[32:]
            return Cursor(order.read(value) if value else None, uuid.UUID(text[:32]))
    return None


def rows_after(rows, order, place=None):
    """What comes after that place, or all of it, in order."""
    value = F(order.by)
    by = value.desc(nulls_last=True) if order.is_descending else value.asc(nulls_last=True)
    return rows.filter(_filter_after(order, place) if place else Q()).order_by(by, order.id)


def _filter_after(order, place):
    same = Q(**{f"{order.id}__gt": place.id})
    if place.value is None:
        return Q(**{order.by: None}) & same
    further = "lt" if order.is_descending else "gt"
    return (
        Q(**{f"{order.by}__{further}": place.value})
        | Q(**{order.by: place.value}) & same
        | Q(**{order.by: None})
    )
