"""Which albums are shown: what was searched, picked out, and in which order."""

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
    """What an address says; what it says may be anything, and what nobody knows is left out."""

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


def load_page(asked, person):
    """The albums of one page, and the place that it ends with where there are more."""
    order = SORT_ORDERS[asked.order]
    found = _filter_albums(asked, person).annotate(low=Lower("title"))
    place = pagination.parse_cursor(asked.after, order)
    rows = list(pagination.rows_after(found, order, place)[: CARDS_PER_PAGE + 1])
    if len(rows) <= CARDS_PER_PAGE:
        return rows, ""
    last = rows[CARDS_PER_PAGE - 1]
    return rows[:CARDS_PER_PAGE], str(pagination.Cursor(getattr(last, order.by), last.pk))


def list_years(person):
    """Those in which something happened, the latest first."""
    dates = Album.objects.accessible_to(person).alive().dates("happened_on", "year", order="DESC")
    return [day.year for day in dates]


def _filter_albums(asked, person):
    albums = Album.objects.accessible_to(person).alive().filter(_match_words(asked.words))
    if asked.state:
        albums = albums.filter(state=asked.state)
    if asked.year:
        albums = albums.filter(happened_on__year=asked.year)
    return albums.filter(created_by=person) if asked.only_mine else albums


def _match_words(words):
    """An album is found by its former addresses as well, and never twice."""
    if not words:
        return Q()
    own = ("title", "slug", "description", "former_slugs__slug")
    found = Album.objects.filter(terms.match_all_words(words, *own))
    return Q(pk__in=found.values("pk"))
