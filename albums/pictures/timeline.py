"""All pictures by capture time, the latest first, a page at a time.

There are two kinds of moments: what a camera wrote, and what somebody corrected. To sort all that
there is by one or the other would take as long as it is, so each kind is followed along its own
index, and what both bring is sorted in.
"""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from albums import pagination
from albums.grid import tiles
from albums.grid.tiles import Row
from albums.pagination import Cursor, Ordering
from assets.models import Asset, Picture

BY_CAPTURE_TIME = Ordering("taken", datetime.fromisoformat)
PLACEMENT_DEFAULTS = {"section": None, "hidden": False}  # what only a picture on a wall can be
VERSION_COLUMNS = {
    field: name.removeprefix("picture__versions__")
    for field, name in zip(Row._fields, tiles.COLUMNS, strict=True)
    if field != "pk" and field not in PLACEMENT_DEFAULTS
}


class Page(NamedTuple):
    """Rows for tiles, and the place that they end with where there are more."""

    rows: list
    further: str


def load_page(versions, after, size):
    """Pictures by the versions that lead them, from behind the place that an address names."""
    place = pagination.parse_cursor(after, BY_CAPTURE_TIME)
    plain = Asset.objects.filter(
        Exists(versions.filter(picture__taken_override=None, asset=OuterRef("pk")))
    )
    corrected = Picture.objects.filter(Exists(versions.filter(picture=OuterRef("pk"))))
    by_camera = [Cursor(*key) for key in _dated_keys(plain, "taken_local", place)[: size + 1]]
    by_hand = [Cursor(*key) for key in _dated_keys(corrected, "taken_override", place)[: size + 1]]
    undated = [Cursor(*key) for key in _undated_keys(plain, place)[: size + 1]]
    places = [*_sort_latest_first([*by_camera, *by_hand]), *undated][: size + 1]
    further = str(places[size - 1]) if len(places) > size else ""
    return Page(_load_rows_in_order(versions, places[:size], {one.id for one in by_hand}), further)


def _dated_keys(rows, by, place):
    """From the newest on, or from there; by id where the moment is the same."""
    if place and place.value is None:
        return rows.none().values_list(by, "pk")
    if place:
        same = Q(**{by: place.value}, pk__gt=place.id)
        earlier = Q(**{f"{by}__lt": place.value})
        rows = rows.filter(earlier | same, **{f"{by}__lte": place.value})
    return rows.exclude(**{by: None}).order_by(f"-{by}", "pk").values_list(by, "pk")


def _undated_keys(rows, place):
    """Behind all others, by id."""
    if place and place.value is None:
        rows = rows.filter(pk__gt=place.id)
    return rows.filter(taken_local=None).order_by("pk").values_list("taken_local", "pk")


def _sort_latest_first(places):
    return sorted(sorted(places, key=lambda one: one.id), key=lambda one: one.value, reverse=True)


def _load_rows_in_order(versions, places, corrected):
    """What the tiles need, in the order of the places; a file may lead several pictures."""
    rank = {place.id: number for number, place in enumerate(places)}
    by_hand = [pk for pk in rank if pk in corrected]
    by_camera = [pk for pk in rank if pk not in corrected]
    plain = versions.filter(asset__in=by_camera, picture__taken_override=None)
    found = [(rank[row.asset], row) for row in load_rows(plain)]
    found += [(rank[row.picture], row) for row in load_rows(versions.filter(picture__in=by_hand))]
    return [row for _rank, row in sorted(found, key=lambda one: (one[0], one[1].pk))]


def load_rows(versions):
    """The same of a picture as a wall wants of one that lies on it."""
    values = versions.values_list("picture", *VERSION_COLUMNS.values())
    return [
        Row(pk=pk, **PLACEMENT_DEFAULTS, **dict(zip(VERSION_COLUMNS, row, strict=True)))
        for pk, *row in values
    ]
