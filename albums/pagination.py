"""Pagination by cursor: each page starts after the last row of the one before it.

No row is skipped or shown twice while rows are added or removed. Rows without a value come last.
"""

import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import F, Q


class Ordering(NamedTuple):
    """An order by a field of the rows, then by their id."""

    by: str
    read: Callable  # parses a value of the field from text
    is_descending: bool = True
    id: str = "pk"


class Cursor(NamedTuple):
    """The last row of a page."""

    value: object
    id: uuid.UUID

    def __str__(self):
        value = self.value
        text = value.isoformat() if isinstance(value, date | datetime) else value or ""
        return f"{self.id.hex}{text}"


def parse_cursor(text, order):
    """Return the cursor in a text from a URL, or None."""
    with suppress(ValueError):
        # PostgreSQL can't store NUL in text.
        if "\0" not in text:
            value = text[32:]
            return Cursor(order.read(value) if value else None, uuid.UUID(text[:32]))
    return None


def rows_after(rows, order, cursor=None):
    """Return the rows after the cursor, or all rows, in order."""
    value = F(order.by)
    by = value.desc(nulls_last=True) if order.is_descending else value.asc(nulls_last=True)
    return rows.filter(_filter_after(order, cursor) if cursor else Q()).order_by(by, order.id)


def _filter_after(order, cursor):
    higher_id = Q(**{f"{order.id}__gt": cursor.id})
    if cursor.value is None:
        return Q(**{order.by: None}) & higher_id
    lookup = "lt" if order.is_descending else "gt"
    return (
        Q(**{f"{order.by}__{lookup}": cursor.value})
        | Q(**{order.by: cursor.value}) & higher_id
        | Q(**{order.by: None})
    )
