"""The activity of an album, newest first: actions, and who added photos."""

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
    happened_at: datetime
    id: str
    text: str
    action: Action | None = None

    @property
    def cursor(self):
        return f"{self.id}{self.happened_at.isoformat()}"


def list_entries(album, person, names, cursor=""):
    """Return a page of entries after the cursor, and the cursor of the next page, or ""."""
    after = _parse_cursor(cursor)
    entries = [*_action_entries(album, person, after), *_arrival_entries(album, person, names)]
    entries.sort(key=lambda entry: (entry.happened_at, entry.id), reverse=True)
    if after:
        entries = [entry for entry in entries if (entry.happened_at, entry.id) < after]
    next_cursor = entries[PAGE_SIZE - 1].cursor if len(entries) > PAGE_SIZE else ""
    return entries[:PAGE_SIZE], next_cursor


def _action_entries(album, person, after):
    actions = list_actions(person, album)
    if after:
        moment, pk = after
        older = Q(done_at__lt=moment) | Q(done_at=moment, pk__lt=uuid.UUID(pk))
        actions = actions.filter(older)
    for action in actions.order_by("-done_at", "-id")[: PAGE_SIZE + 1]:
        text = descriptions.describe_entry(
            action.verb, action.by, action.picture_count, action.target_title
        )
        yield Entry(action.done_at, action.pk.hex, text, action)


def _arrival_entries(album, person, names):
    # Arrivals are read from the placements: nothing has to be recorded while files are uploaded.
    for by, moment, count in _group_into_visits(_count_by_minute(album, person)):
        text = descriptions.describe_entry(Action.Verb.ADD, names[by], count)
        yield Entry(moment, by.hex, text)


def _count_by_minute(album, person):
    placements = album.placements.filter(is_orphan_sidecar=False).exclude(placed_by=None)
    if not person.is_owner:
        placements = placements.filter(placed_by=person)
    minutes = placements.values("placed_by", minute=TruncMinute("placed_at"))
    counted = minutes.annotate(first=Min("placed_at"), last=Max("placed_at"), number=Count("pk"))
    order = ("placed_by", "minute")
    return counted.order_by(*order).values_list("placed_by", "first", "last", "number")


def _group_into_visits(minutes):
    """Join the minutes in which one person added photos without a longer gap."""
    visits = []
    for by, first, last, count in minutes:
        if visits and visits[-1][0] == by and first - visits[-1][1] <= VISIT_GAP:
            visits[-1] = (by, last, visits[-1][2] + count)
        else:
            visits.append((by, last, count))
    return visits


def _parse_cursor(text):
    try:
        moment, pk = datetime.fromisoformat(text[32:]), uuid.UUID(text[:32])
    except ValueError:
        return None
    return (moment, pk.hex) if moment.tzinfo else None
