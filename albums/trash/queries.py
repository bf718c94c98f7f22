"""What lies in the trash and may still come back: whole albums, and pictures of others."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Max, Min

from albums import pagination
from albums.grid import tiles
from albums.models import Album, Placement
from albums.trash import disposal
from albums.trash.disposal import RETENTION

PAGE_SIZE = 60
DAY = timedelta(days=1)
NEWEST = pagination.Ordering("trashed_at", datetime.fromisoformat)
NEWEST_BY_ALBUM = pagination.Ordering("last", datetime.fromisoformat, id="album")


class TrashEntry(NamedTuple):
    """A line of the trash: an album, or what was taken out of one."""

    album: Album
    moment: datetime
    pictures: int
    days: int
    is_album: bool


def trashed_placements(person, now):
    """Of albums that are not in the trash themselves; of uploaders what they had placed."""
    lying = Placement.objects.filter(
        trashed_at__gt=now - RETENTION,
        album__in=Album.objects.accessible_to(person).alive(),
        is_orphan_sidecar=False,
    )
    return lying if person.is_owner else lying.filter(placed_by=person)


def trashed_albums(person, now):
    gone = Album.objects.filter(trashed_at__gt=now - RETENTION)
    return gone if person.is_owner else gone.none()


def count_days_left(trashed_at, now):
    """Counted up: what is in the trash has at least a part of a day."""
    return -((now - RETENTION - trashed_at) // DAY)


def load_tiles(lying, place, door, now):
    """Tiles with the days that each has left, newest first, and where the next page begins."""
    rows = list(pagination.rows_after(lying, NEWEST, place)[: PAGE_SIZE + 1])
    shown = {
        row.pk: row
        for row in tiles.load_rows(
            lying.filter(pk__in=[row.pk for row in rows]).with_leading_version()
        )
    }
    found = [row for row in rows[:PAGE_SIZE] if row.pk in shown]
    days = [count_days_left(row.trashed_at, now) for row in found]
    drawn = tiles.build_tiles([shown[row.pk] for row in found], door)
    more = rows[PAGE_SIZE:] and pagination.Cursor(
        rows[PAGE_SIZE - 1].trashed_at, rows[PAGE_SIZE - 1].pk
    )
    return list(zip(drawn, days, strict=True)), more


def find_deletable(person, album, now):
    """What an end now would take of an album, or all of it; and what else that means."""
    if album.trashed_at:
        return trashed_albums(person, now).filter(pk=album.pk), disposal.album_consequences(album)
    lying = trashed_placements(person, now).filter(album=album)
    return lying, disposal.placement_consequences(lying)


def load_entries(person, now, place=None):
    """A page of lines, newest first, and where the next one begins."""
    found = [
        *_load_album_entries(person, now, place),
        *_load_placement_entries(person, now, place),
    ]
    found.sort(key=lambda entry: (-entry.moment.timestamp(), entry.album.pk))
    more = found[PAGE_SIZE:] and pagination.Cursor(
        found[PAGE_SIZE - 1].moment, found[PAGE_SIZE - 1].album.pk
    )
    return found[:PAGE_SIZE], more


def _load_album_entries(person, now, place):
    rows = list(pagination.rows_after(trashed_albums(person, now), NEWEST, place)[: PAGE_SIZE + 1])
    lying = Placement.objects.filter(album__in=rows).in_grid().order_by()
    number = dict(lying.values_list("album").annotate(number=Count("pk")))
    return [
        TrashEntry(
            row, row.trashed_at, number.get(row.pk, 0), count_days_left(row.trashed_at, now), True
        )
        for row in rows
    ]


def _load_placement_entries(person, now, place):
    grouped = trashed_placements(person, now).order_by().values("album")
    counted = grouped.annotate(number=Count("pk"), last=Max("trashed_at"), first=Min("trashed_at"))
    rows = list(pagination.rows_after(counted, NEWEST_BY_ALBUM, place)[: PAGE_SIZE + 1])
    named = Album.objects.in_bulk([row["album"] for row in rows])
    return [
        TrashEntry(
            named[row["album"]],
            row["last"],
            row["number"],
            count_days_left(row["first"], now),
            False,
        )
        for row in rows
    ]
