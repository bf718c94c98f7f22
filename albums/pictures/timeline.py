"""Load all photos by capture time, the latest first, one page at a time."""

# A photo has the capture time of its camera, or one that somebody corrected. Sorting by "one or
# the other" would read all rows, so each kind is read along its own index, and both are merged.

from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from albums import pagination
from albums.grid import tiles
from albums.grid.tiles import Row
from albums.pagination import Cursor, Ordering
from assets.models import Asset, Picture

BY_CAPTURE_TIME = Ordering("taken", datetime.fromisoformat)
# A picture outside of an album has no section and can't be hidden.
PLACEMENT_DEFAULTS = {
    "section": None,
    "hidden": False,
}
VERSION_COLUMNS = {
    field: name.removeprefix("picture__versions__")
    for field, name in zip(Row._fields, tiles.COLUMNS, strict=True)
    if field != "pk" and field not in PLACEMENT_DEFAULTS
}


class Page(NamedTuple):
    """Rows for tiles, and the cursor of the next page, or an empty string."""

    rows: list
    further: str


def load_page(versions, after, size):
    """Return the page of pictures that follows the cursor AFTER, by their leading versions."""
    cursor = pagination.parse_cursor(after, BY_CAPTURE_TIME)
    original = Asset.objects.filter(
        Exists(versions.filter(picture__taken_override=None, asset=OuterRef("pk")))
    )
    corrected = Picture.objects.filter(Exists(versions.filter(picture=OuterRef("pk"))))
    by_camera = [Cursor(*key) for key in _dated_keys(original, "taken_local", cursor)[: size + 1]]
    by_hand = [
        Cursor(*key) for key in _dated_keys(corrected, "taken_override", cursor)[: size + 1]
    ]
    undated = [Cursor(*key) for key in _undated_keys(original, cursor)[: size + 1]]
    cursors = [*_sort_latest_first([*by_camera, *by_hand]), *undated][: size + 1]
    further = str(cursors[size - 1]) if len(cursors) > size else ""
    corrected_ids = {key.id for key in by_hand}
    return Page(_load_rows_in_order(versions, cursors[:size], corrected_ids), further)


def _dated_keys(rows, by, cursor):
    """Return time and id of the rows after the cursor, the latest first, by id at equal times."""
    if cursor and cursor.value is None:
        # The cursor is among the undated photos, which follow all dated ones.
        return rows.none().values_list(by, "pk")
    if cursor:
        same = Q(**{by: cursor.value}, pk__gt=cursor.id)
        earlier = Q(**{f"{by}__lt": cursor.value})
        # The second condition is implied by the first one. It lets the database use the index.
        rows = rows.filter(earlier | same, **{f"{by}__lte": cursor.value})
    return rows.exclude(**{by: None}).order_by(f"-{by}", "pk").values_list(by, "pk")


def _undated_keys(rows, cursor):
    """Return the keys of photos without a capture time, by id. They follow all dated ones."""
    if cursor and cursor.value is None:
        rows = rows.filter(pk__gt=cursor.id)
    return rows.filter(taken_local=None).order_by("pk").values_list("taken_local", "pk")


def _sort_latest_first(cursors):
    by_id = sorted(cursors, key=lambda cursor: cursor.id)
    return sorted(by_id, key=lambda cursor: cursor.value, reverse=True)


def _load_rows_in_order(versions, cursors, corrected):
    """Return the rows of the tiles, in the order of the cursors."""
    rank = {cursor.id: number for number, cursor in enumerate(cursors)}
    by_hand = [pk for pk in rank if pk in corrected]
    by_camera = [pk for pk in rank if pk not in corrected]
    original = versions.filter(asset__in=by_camera, picture__taken_override=None)
    # One file can lead several pictures, so a rank can have several rows.
    ranked = [(rank[row.asset], row) for row in load_rows(original)]
    ranked += [(rank[row.picture], row) for row in load_rows(versions.filter(picture__in=by_hand))]
    return [row for _rank, row in sorted(ranked, key=lambda pair: (pair[0], pair[1].pk))]


def load_rows(versions):
    """Return rows like those of the photos in an album."""
    values = versions.values_list("picture", *VERSION_COLUMNS.values())
    return [
        Row(pk=pk, **PLACEMENT_DEFAULTS, **dict(zip(VERSION_COLUMNS, row, strict=True)))
        for pk, *row in values
    ]
