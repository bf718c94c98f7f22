"""What somebody has chosen, and where it lies."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db.models import F
from django.utils.dateparse import parse_datetime

from albums.actions import packed_ids
from albums.models import Placement

GRID_ORDER = (F("section__order_key").asc(nulls_first=True), "section", "order_key", "id")


class ActionForbidden(Exception):
    """Some of it is not theirs to change, so nothing of it was changed."""


class SelectedPlacement(NamedTuple):
    """A picture in its place."""

    pk: uuid.UUID
    picture: uuid.UUID
    section: uuid.UUID | None
    order_key: str
    hidden: bool
    placed_by: uuid.UUID | None


@dataclass(frozen=True)
class Selection:
    """Pictures one by one, or all that were there at a moment but these."""

    ids: frozenset = field(default_factory=frozenset)
    until: datetime | None = None

    def __bool__(self):
        return bool(self.ids or self.until)

    def load_placements(self, album, by):
        """In the order of the wall; what is gone by now is passed over."""
        rows = [
            SelectedPlacement(*row)
            for row in self.filter_placements(album).values_list(*SelectedPlacement._fields)
        ]
        if not self.until and len(rows) < len(self.ids):
            self._require_only_in(album)
        if not by.is_owner and any(row.placed_by != by.pk for row in rows):
            raise ActionForbidden
        return rows

    def filter_placements(self, album):
        """To be looked at, whoever brought it."""
        wall = album.placements.in_grid().order_by(*GRID_ORDER)
        if self.until:
            return wall.filter(placed_at__lte=self.until).exclude(pk__in=self.ids)
        return wall.filter(pk__in=self.ids)

    def _require_only_in(self, album):
        if Placement.objects.filter(pk__in=self.ids).exclude(album=album).exists():
            raise ActionForbidden


def parse_selection(said):
    """The choice that a form names: ticked tiles, or one long word of a script."""
    try:
        ids = [uuid.UUID(one) for one in said.getlist("placement")]
        ids += packed_ids.unpack_ids(said.get("chosen", ""))
        return Selection(frozenset(ids), _parse_moment(said.get("until", "")))
    except ValueError:
        return Selection()


def _parse_moment(text):
    moment = parse_datetime(text) if text else None
    return moment if moment and moment.tzinfo else None


def to_form_fields(choice):
    """The same choice as fields of a form."""
    until = choice.until.isoformat() if choice.until else ""
    return {"chosen": packed_ids.pack_ids(sorted(choice.ids)), "until": until}
