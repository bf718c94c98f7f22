"""What was done with an album, newest first: acts, and what arrived meanwhile.

Arrivals are read off the pictures themselves, so that nothing has to be written while files come.
"""

import uuid
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import TruncMinute

from albums.actions import descriptions
from albums.actions.undo import list_actions
from albums.models import Action

PAGE_SIZE = 50
VISIT_GAP = timedelta(minutes=10)


class Entry(NamedTuple):
    """A line of it."""

    at: datetime
    id: str
    words: str
    act: Action | None = None

    @property
    def place(self):
        return f"{self.id}{self.at.isoformat()}"


def list_entries(album, person, names, place=""):
    """The lines behind PLACE, and where the next page begins, if there is one."""
    behind = _parse_cursor(place)
    entries = [*_action_entries(album, person, behind), *_arrival_entries(album, person, names)]
    entries.sort(key=lambda entry: (entry.at, entry.id), reverse=True)
    if behind:
        entries = [entry for entry in entries if (entry.at, entry.id) < behind]
    more = entries[PAGE_SIZE - 1].place if len(entries) > PAGE_SIZE else ""
    return entries[:PAGE_SIZE], more


def _action_entries(album, person, behind):
    acts = list_actions(person, album)
    if behind:
        at, pk = behind
        acts = acts.filter(Q(done_at__lt=at) | Q(done_at=at, pk__lt=uuid.UUID(pk)))
    for act in acts.order_by("-done_at", "-id")[: PAGE_SIZE + 1]:
        words = descriptions.describe_entry(act.verb, act.by, act.picture_count, act.target_title)
        yield Entry(act.done_at, act.pk.hex, words, act)


def _arrival_entries(album, person, names):
    """What one person brought without a pause is one line."""
    for by, at, pictures in _group_into_visits(_count_by_minute(album, person)):
        words = descriptions.describe_entry(Action.Verb.ADD, names[by], pictures)
        yield Entry(at, by.hex, words)


def _count_by_minute(album, person):
    placed = album.placements.filter(is_orphan_sidecar=False).exclude(placed_by=None)
    if not person.is_owner:
        placed = placed.filter(placed_by=person)
    minutes = placed.values("placed_by", minute=TruncMinute("placed_at"))
    counted = minutes.annotate(first=Min("placed_at"), last=Max("placed_at"), number=Count("pk"))
    order = ("placed_by", "minute")
    return counted.order_by(*order).values_list("placed_by", "first", "last", "number")


def _group_into_visits(minutes):
    visits = []
    for by, first, last, number in minutes:
        if visits and visits[-1][0] == by and first - visits[-1][1] <= VISIT_GAP:
            visits[-1] = (by, last, visits[-1][2] + number)
        else:
            visits.append((by, last, number))
    return visits


def _parse_cursor(place):
    try:
        at, pk = datetime.fromisoformat(place[32:]), uuid.UUID(place[:32])
    except ValueError:
        return None
    return (at, pk.hex) if at.tzinfo else None
