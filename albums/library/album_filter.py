"""Which albums are shown: what was searched, picked out, and in which order."""

from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Q
from django.db.models.functions import Lower

from albums import pagination
from albums.library import CARDS
from albums.models import Album
from albums.pagination import Order
from albums.search import terms

ORDERS = {
    "newest": Order("created_at", datetime.fromisoformat),
    "date": Order("happened_on", date.fromisoformat),
    "title": Order("low", str, descends=False),
}
FIRST = "newest"


class Asked(NamedTuple):
    """What an address says; what it says may be anything, and what nobody knows is left out."""

    words: list
    state: str
    year: int | None
    mine: bool
    order: str
    after: str

    @property
    def is_anything(self):
        return bool(self.words or self.state or self.year or self.mine)


def read(query):
    state, year, order = (query.get(name, "") for name in ("state", "year", "order"))
    return Asked(
        words=terms.words(query.get("q", "")),
        state=state if state in Album.State.values else "",
        year=int(year) if year.isdecimal() and year.isascii() and len(year) == 4 else None,
        mine="mine" in query,
        order=order if order in ORDERS else FIRST,
        after=query.get("after", ""),
    )


def page(asked, person):
    """The albums of one page, and the place that it ends with where there are more."""
    order = ORDERS[asked.order]
    found = _matching(asked, person).annotate(low=Lower("title"))
    place = pagination.read(asked.after, order)
    rows = list(pagination.behind(found, order, place)[: CARDS + 1])
    if len(rows) <= CARDS:
        return rows, ""
    last = rows[CARDS - 1]
    return rows[:CARDS], str(pagination.Place(getattr(last, order.by), last.pk))


def years(person):
    """Those in which something happened, the latest first."""
    dates = Album.objects.open_to(person).alive().dates("happened_on", "year", order="DESC")
    return [day.year for day in dates]


def _matching(asked, person):
    albums = Album.objects.open_to(person).alive().filter(_said(asked.words))
    if asked.state:
        albums = albums.filter(state=asked.state)
    if asked.year:
        albums = albums.filter(happened_on__year=asked.year)
    return albums.filter(created_by=person) if asked.mine else albums


def _said(words):
    """An album is found by its former addresses as well, and never twice."""
    if not words:
        return Q()
    own = ("title", "slug", "description", "former_slugs__slug")
    found = Album.objects.filter(terms.anywhere(words, *own))
    return Q(pk__in=found.values("pk"))
