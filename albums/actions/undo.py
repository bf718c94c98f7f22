"""Undo an action: once, and only for photos that nobody has changed since."""

import uuid
from typing import NamedTuple

from django.utils import timezone

from albums.actions.execution import CLIENT_VISIBLE_VERBS, lock_albums
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
from albums.models import Action, Album

Verb = Action.Verb
UNDO_FUNCTIONS = {
    Verb.HIDE: visibility.undo,
    Verb.SHOW: visibility.undo,
    Verb.SECTION: section_assignment.undo,
    Verb.ORDER: arrangement.undo,
    Verb.COVER: cover.undo,
    Verb.COPY: transfer.undo,
    Verb.MOVE: transfer.undo,
    Verb.ROTATE: rotation.undo,
    Verb.SHIFT: capture_time.undo,
    Verb.TRASH: trash.undo,
}


class UndoExpired(Exception):
    """The action was undone already, or its undo data was deleted."""


class UndoResult(NamedTuple):
    """How many photos are as before, and how many were skipped because they changed since."""

    restored: int
    skipped: int


def list_actions(person, album):
    """Return the actions this person may undo: all for owners, their own for uploaders."""
    actions = album.actions.select_related("by", "album")
    return actions if person.is_owner else actions.filter(by=person)


def undo(action):
    with lock_albums(action.album_id, *_list_other_albums(action)) as albums:
        # Read again after locking: somebody else may have undone it at the same moment.
        action.refresh_from_db()
        action.album = albums[action.album_id]
        if action.undone_at or not action.undo_data:
            raise UndoExpired
        restored = UNDO_FUNCTIONS[action.verb](action)
        if action.verb in CLIENT_VISIBLE_VERBS:
            Album.objects.filter(pk=action.album_id).bump_epoch()
        Action.objects.filter(pk=action.pk).update(undone_at=timezone.now())
    return UndoResult(restored, max(0, action.picture_count - restored))


def clear_undo_data(now, retention):
    """Delete the undo data of actions older than RETENTION. The actions stay in the activity."""
    old = Action.objects.filter(done_at__lt=now - retention)
    return old.exclude(undo_data={}).update(undo_data={})


def _list_other_albums(action):
    if not action.undo_data:
        return []
    if action.verb in {Verb.COPY, Verb.MOVE}:
        return [uuid.UUID(action.undo_data["album"])]
    return capture_time.list_affected_albums(action) if action.verb == Verb.SHIFT else []
