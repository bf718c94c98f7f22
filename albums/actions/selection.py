"""The photos that a person has selected in an album."""

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
    """This person may not change some of the photos, so none of them was changed."""


class SelectedPlacement(NamedTuple):
    pk: uuid.UUID
    picture: uuid.UUID
    section: uuid.UUID | None
    order_key: str
    hidden: bool
    placed_by: uuid.UUID | None


@dataclass(frozen=True)
class Selection:
    """The placements with these ids, or, with UNTIL, all that existed then except these."""

    ids: frozenset = field(default_factory=frozenset)
    until: datetime | None = None

    def __bool__(self):
        return bool(self.ids or self.until)

    def load_placements(self, album, by):
        """Return the selected placements in the order of the grid, without those gone by now.

        Raise ActionForbidden for placements of other albums, and of others for an uploader.
        """
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
        """Return the selected placements for viewing, whoever added them."""
        placements = album.placements.in_grid().order_by(*GRID_ORDER)
        if self.until:
            return placements.filter(placed_at__lte=self.until).exclude(pk__in=self.ids)
        return placements.filter(pk__in=self.ids)

    def _require_only_in(self, album):
        if Placement.objects.filter(pk__in=self.ids).exclude(album=album).exists():
            raise ActionForbidden


def parse_selection(data):
    """Return what a form selects: with checkboxes, or with packed ids from a script."""
    try:
        ids = [uuid.UUID(pk) for pk in data.getlist("placement")]
        ids += packed_ids.unpack_ids(data.get("chosen", ""))
        return Selection(frozenset(ids), _parse_moment(data.get("until", "")))
    except ValueError:
        return Selection()


def _parse_moment(text):
    moment = parse_datetime(text) if text else None
    return moment if moment and moment.tzinfo else None


def to_form_fields(choice):
    """Return the selection as form fields that `parse_selection` can read."""
    until = choice.until.isoformat() if choice.until else ""
    return {"chosen": packed_ids.pack_ids(sorted(choice.ids)), "until": until}
