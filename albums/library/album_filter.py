"""Search, filter and sort the albums of the library."""

from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Q
from django.db.models.functions import Lower

from albums import pagination
from albums.library import CARDS_PER_PAGE
from albums.models import Album
from albums.pagination import Ordering
from albums.search import terms

SORT_ORDERS = {
    "newest": Ordering("created_at", datetime.fromisoformat),
    "date": Ordering("happened_on", date.fromisoformat),
    "title": Ordering("low", str, is_descending=False),
}
DEFAULT_ORDER = "newest"


class AlbumFilter(NamedTuple):
    """The filter in the query string, without values that aren't valid."""

    words: list
    state: str
    year: int | None
    only_mine: bool
    order: str
    after: str

    @property
    def is_anything(self):
        return bool(self.words or self.state or self.year or self.only_mine)


def parse_filter(query):
    state, year, order = (query.get(name, "") for name in ("state", "year", "order"))
    return AlbumFilter(
        words=terms.split_words(query.get("q", "")),
        state=state if state in Album.State.values else "",
        year=int(year) if year.isdecimal() and year.isascii() and len(year) == 4 else None,
        only_mine="mine" in query,
        order=order if order in SORT_ORDERS else DEFAULT_ORDER,
        after=query.get("after", ""),
    )


def load_page(album_filter, person):
    """Return the albums of one page and the cursor of the next page, or an empty string."""
    order = SORT_ORDERS[album_filter.order]
    albums = _filter_albums(album_filter, person).annotate(low=Lower("title"))
    cursor = pagination.parse_cursor(album_filter.after, order)
    # One more than is shown tells whether there is a next page.
    rows = list(pagination.rows_after(albums, order, cursor)[: CARDS_PER_PAGE + 1])
    if len(rows) <= CARDS_PER_PAGE:
        return rows, ""
    last = rows[CARDS_PER_PAGE - 1]
    return rows[:CARDS_PER_PAGE], str(pagination.Cursor(getattr(last, order.by), last.pk))


def list_years(person):
    """Return the years of the albums' dates, the latest first."""
    dates = Album.objects.accessible_to(person).alive().dates("happened_on", "year", order="DESC")
    return [day.year for day in dates]


def _filter_albums(album_filter, person):
    albums = Album.objects.accessible_to(person).alive().filter(_match_words(album_filter.words))
    if album_filter.state:
        albums = albums.filter(state=album_filter.state)
    if album_filter.year:
        albums = albums.filter(happened_on__year=album_filter.year)
    return albums.filter(created_by=person) if album_filter.only_mine else albums


def _match_words(words):
    if not words:
        return Q()
    fields = ("title", "slug", "description", "former_slugs__slug")
    matches = Album.objects.filter(terms.match_all_words(words, *fields))
    # A subquery, because the join with the former slugs would return albums twice.
    return Q(pk__in=matches.values("pk"))
