"""What lies in the trash and may still come back: whole albums, and pictures of others."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Max, Min

from albums import pagination
from albums.grid import tiles
from albums.models import Album, Placement
from albums.trash import disposal
from albums.trash.disposal import KEPT

PAGE = 60
DAY = timedelta(days=1)
NEWEST = pagination.Order("trashed_at", datetime.fromisoformat)
BY_ALBUM = pagination.Order("last", datetime.fromisoformat, id="album")


class Entry(NamedTuple):
    """A line of the trash: an album, or what was taken out of one."""

    album: Album
    moment: datetime
    pictures: int
    days: int
    is_album: bool


def pictures(person, now):
    """Of albums that are not in the trash themselves; of uploaders what they had placed."""
    lying = Placement.objects.filter(
        trashed_at__gt=now - KEPT,
        album__in=Album.objects.open_to(person).alive(),
        aside=False,
    )
    return lying if person.is_owner else lying.filter(placed_by=person)


def albums(person, now):
    gone = Album.objects.filter(trashed_at__gt=now - KEPT)
    return gone if person.is_owner else gone.none()


def days_left(trashed_at, now):
    """Counted up: what is in the trash has at least a part of a day."""
    return -((now - KEPT - trashed_at) // DAY)


def page(lying, place, door, now):
    """Tiles with the days that each has left, newest first, and where the next page begins."""
    rows = list(pagination.behind(lying, NEWEST, place)[: PAGE + 1])
    shown = {
        row.pk: row for row in tiles.rows(lying.filter(pk__in=[row.pk for row in rows]).led())
    }
    found = [row for row in rows[:PAGE] if row.pk in shown]
    days = [days_left(row.trashed_at, now) for row in found]
    drawn = tiles.of([shown[row.pk] for row in found], door)
    more = rows[PAGE:] and pagination.Place(rows[PAGE - 1].trashed_at, rows[PAGE - 1].pk)
    return list(zip(drawn, days, strict=True)), more


def going(person, album, now):
    """What an end now would take of an album, or all of it; and what else that means."""
    if album.trashed_at:
        return albums(person, now).filter(pk=album.pk), disposal.consequences(album)
    lying = pictures(person, now).filter(album=album)
    return lying, disposal.consequences_of(lying)


def entries(person, now, place=None):
    """A page of lines, newest first, and where the next one begins."""
    found = [*_whole(person, now, place), *_parts(person, now, place)]
    found.sort(key=lambda entry: (-entry.moment.timestamp(), entry.album.pk))
    more = found[PAGE:] and pagination.Place(found[PAGE - 1].moment, found[PAGE - 1].album.pk)
    return found[:PAGE], more


def _whole(person, now, place):
    rows = list(pagination.behind(albums(person, now), NEWEST, place)[: PAGE + 1])
    lying = Placement.objects.filter(album__in=rows).on_the_wall().order_by()
    number = dict(lying.values_list("album").annotate(number=Count("pk")))
    return [
        Entry(row, row.trashed_at, number.get(row.pk, 0), days_left(row.trashed_at, now), True)
        for row in rows
    ]


def _parts(person, now, place):
    grouped = pictures(person, now).order_by().values("album")
    counted = grouped.annotate(number=Count("pk"), last=Max("trashed_at"), first=Min("trashed_at"))
    rows = list(pagination.behind(counted, BY_ALBUM, place)[: PAGE + 1])
    named = Album.objects.in_bulk([row["album"] for row in rows])
    return [
        Entry(named[row["album"]], row["last"], row["number"], days_left(row["first"], now), False)
        for row in rows
    ]
