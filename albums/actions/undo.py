"""The way back: once, and only for what nobody has changed since."""

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
    """It was undone already, or it is too long ago."""


class UndoResult(NamedTuple):
    """How many pictures are as they were, and how many somebody has changed since."""

    restored: int
    left: int


def list_actions(person, album):
    """Owners undo what anybody did, uploaders what they did themselves."""
    acts = album.actions.select_related("by", "album")
    return acts if person.is_owner else acts.filter(by=person)


def undo(act):
    with lock_albums(act.album_id, *_list_other_albums(act)) as albums:
        act.refresh_from_db()
        act.album = albums[act.album_id]
        if act.undone_at or not act.undo_data:
            raise UndoExpired
        back = UNDO_FUNCTIONS[act.verb](act)
        if act.verb in CLIENT_VISIBLE_VERBS:
            Album.objects.filter(pk=act.album_id).bump_epoch()
        Action.objects.filter(pk=act.pk).update(undone_at=timezone.now())
    return UndoResult(back, max(0, act.picture_count - back))


def clear_undo_data(now, kept):
    """What lay before is no longer known; that it was done still is."""
    old = Action.objects.filter(done_at__lt=now - kept)
    return old.exclude(undo_data={}).update(undo_data={})


def _list_other_albums(act):
    if not act.undo_data:
        return []
    if act.verb in {Verb.COPY, Verb.MOVE}:
        return [uuid.UUID(act.undo_data["album"])]
    return capture_time.list_affected_albums(act) if act.verb == Verb.SHIFT else []
