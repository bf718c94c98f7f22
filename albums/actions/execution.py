"""What all actions have in common: the permission, the lock, and the record in the activity."""

from contextlib import contextmanager
from itertools import batched

from django.db import transaction

from albums.actions.selection import ActionForbidden
from albums.models import Action, Album

BATCH_SIZE = 5000  # ids in one query: databases limit the number of its parameters
UPLOADER_VERBS = {Action.Verb.TRASH, Action.Verb.ROTATE, Action.Verb.SHIFT}
CLIENT_VISIBLE_VERBS = {
    Action.Verb.HIDE,
    Action.Verb.SHOW,
    Action.Verb.SECTION,
    Action.Verb.MOVE,
    Action.Verb.TRASH,
}


def is_allowed(person, verb):
    return person.is_owner or verb in UPLOADER_VERBS


@contextmanager
def lock_albums(*ids):
    """Lock albums for the time of an action, and yield their current rows by id."""
    with transaction.atomic():
        yield {album.pk: album for album in Album.objects.filter(pk__in=ids).locked()}


@contextmanager
def lock_selection(verb, album, by, choice, *others):
    """Lock the album, and OTHERS, and yield the placements selected in it.

    Raise ActionForbidden unless this person may do this with all of them.
    """
    if not is_allowed(by, verb):
        raise ActionForbidden
    with lock_albums(album.pk, *(other.pk for other in others)):
        # Read after locking, so that no other action changes them before this one is done.
        yield choice.load_placements(album, by)


def record_action(verb, album, by, count, **details):
    """Record an action for the activity of its album, unless it changed no photo."""
    if not count:
        return None
    if verb in CLIENT_VISIBLE_VERBS:
        Album.objects.filter(pk=album.pk).bump_epoch()
    return Action.objects.create(verb=verb, album=album, by=by, picture_count=count, **details)


def split(rows, ids):
    """Yield querysets of the ROWS with these ids, each small enough for one query."""
    return (rows.filter(pk__in=part) for part in batched(ids, BATCH_SIZE))


def update_in_batches(rows, ids, **values):
    """Update the ROWS with these ids, and return how many there were."""
    return sum(part.update(**values) for part in split(rows, ids))


def require_changeable(album, rows, by):
    """Raise ActionForbidden unless this person may change the pictures themselves.

    A change shows in every album, so uploaders may only change pictures that they uploaded and
    that are in no other album.
    """
    if by.is_owner:
        return
    changeable = album.placements.changeable_by(by)
    if sum(part.count() for part in split(changeable, [row.pk for row in rows])) < len(rows):
        raise ActionForbidden
