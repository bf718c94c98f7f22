"""What is in the trash and can be restored: whole albums, and photos of other albums."""

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
    """A row of the trash page: a deleted album, or the deleted photos of one."""

    album: Album
    moment: datetime
    pictures: int
    days: int
    is_album: bool


def trashed_placements(person, now):
    """Return deleted photos of albums that are not in the trash. Uploaders get their own."""
    placements = Placement.objects.filter(
        trashed_at__gt=now - RETENTION,
        album__in=Album.objects.accessible_to(person).alive(),
        is_orphan_sidecar=False,
    )
    return placements if person.is_owner else placements.filter(placed_by=person)


def trashed_albums(person, now):
    albums = Album.objects.filter(trashed_at__gt=now - RETENTION)
    return albums if person.is_owner else albums.none()


def count_days_left(trashed_at, now):
    """Return the days until the purge, rounded up, so that it is at least one."""
    return -((now - RETENTION - trashed_at) // DAY)


def load_tiles(placements, cursor, door, now):
    """Return pairs of a tile and its days left, newest first, and the cursor of the next page."""
    page = list(pagination.rows_after(placements, NEWEST, cursor)[: PAGE_SIZE + 1])
    rows = tiles.load_rows(
        placements.filter(pk__in=[placement.pk for placement in page]).with_leading_version()
    )
    row_by_pk = {row.pk: row for row in rows}
    shown = [placement for placement in page[:PAGE_SIZE] if placement.pk in row_by_pk]
    days = [count_days_left(placement.trashed_at, now) for placement in shown]
    built = tiles.build_tiles([row_by_pk[placement.pk] for placement in shown], door)
    last = page[PAGE_SIZE - 1] if len(page) > PAGE_SIZE else None
    next_cursor = last and pagination.Cursor(last.trashed_at, last.pk)
    return list(zip(built, days, strict=True)), next_cursor


def find_deletable(person, album, now):
    """Return the album or the placements that can be deleted forever, and the consequences."""
    if album.trashed_at:
        return trashed_albums(person, now).filter(pk=album.pk), disposal.album_consequences(album)
    placements = trashed_placements(person, now).filter(album=album)
    return placements, disposal.placement_consequences(placements)


def load_entries(person, now, cursor=None):
    """Return a page of entries, newest first, and the cursor of the next page."""
    entries = [
        *_load_album_entries(person, now, cursor),
        *_load_placement_entries(person, now, cursor),
    ]
    entries.sort(key=lambda entry: (-entry.moment.timestamp(), entry.album.pk))
    last = entries[PAGE_SIZE - 1] if len(entries) > PAGE_SIZE else None
    next_cursor = last and pagination.Cursor(last.moment, last.album.pk)
    return entries[:PAGE_SIZE], next_cursor


def _load_album_entries(person, now, cursor):
    trashed = pagination.rows_after(trashed_albums(person, now), NEWEST, cursor)
    albums = list(trashed[: PAGE_SIZE + 1])
    placements = Placement.objects.filter(album__in=albums).in_grid().order_by()
    counts = dict(placements.values_list("album").annotate(number=Count("pk")))
    return [
        TrashEntry(
            album,
            album.trashed_at,
            counts.get(album.pk, 0),
            count_days_left(album.trashed_at, now),
            is_album=True,
        )
        for album in albums
    ]


def _load_placement_entries(person, now, cursor):
    grouped = trashed_placements(person, now).order_by().values("album")
    counted = grouped.annotate(number=Count("pk"), last=Max("trashed_at"), first=Min("trashed_at"))
    rows = list(pagination.rows_after(counted, NEWEST_BY_ALBUM, cursor)[: PAGE_SIZE + 1])
    albums = Album.objects.in_bulk([row["album"] for row in rows])
    return [
        TrashEntry(
            albums[row["album"]],
            row["last"],
            row["number"],
            count_days_left(row["first"], now),
            is_album=False,
        )
        for row in rows
    ]
