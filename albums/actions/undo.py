"""The way back: once, and only for what nobody has changed since."""

import uuid
from typing import NamedTuple

from django.utils import timezone

from albums.actions.execution import CLIENTS_SEE, alone_with, turn_pages
from albums.actions.verbs import (
    arrangement,
    capture_time,
    cover,
    rotation,
    section_assignment,
    transfer,
    trash,
    visibility,
)
from albums.models import Act

Verb = Act.Verb
WAYS_BACK = {
    Verb.HIDE: visibility.undo,
    Verb.SHOW: visibility.undo,
    Verb.SECTION: section_assignment.undo,
    Verb.ORDER: arrangement.undo,
    Verb.COVER: cover.undo,
    Verb.COPY: transfer.undo,
    Verb.MOVE: transfer.undo,
    Verb.TURN: rotation.undo,
    Verb.SHIFT: capture_time.undo,
    Verb.TRASH: trash.undo,
}


class TooLate(Exception):
    """It was undone already, or it is too long ago."""


class Undone(NamedTuple):
    """How many pictures are as they were, and how many somebody has changed since."""

    back: int
    left: int


def acts_of(person, album):
    """Owners undo what anybody did, uploaders what they did themselves."""
    acts = album.acts.select_related("by", "album")
    return acts if person.is_owner else acts.filter(by=person)


def undo(act):
    with alone_with(act.album_id, *_others(act)) as albums:
        act.refresh_from_db()
        act.album = albums[act.album_id]
        if act.undone_at or not act.before:
            raise TooLate
        back = WAYS_BACK[act.verb](act)
        if act.verb in CLIENTS_SEE:
            turn_pages(act.album_id)
        Act.objects.filter(pk=act.pk).update(undone_at=timezone.now())
    return Undone(back, max(0, act.pictures - back))


def forget(now, kept):
    """What lay before is no longer known; that it was done still is."""
    old = Act.objects.filter(done_at__lt=now - kept)
    return old.exclude(before={}).update(before={})


def _others(act):
    if not act.before:
        return []
    if act.verb in {Verb.COPY, Verb.MOVE}:
        return [uuid.UUID(act.before["album"])]
    return capture_time.albums_of(act) if act.verb == Verb.SHIFT else []
