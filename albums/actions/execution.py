"""The frame of every act: who may, nobody else meanwhile, and what is noted of it."""

from contextlib import contextmanager
from itertools import batched

from django.db import transaction
from django.db.models import F

from albums.actions.selection import ActionForbidden
from albums.models import Action, Album

BATCH_SIZE = 5000
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
def lock_albums(*albums):
    """Nobody else changes these until the act is over; given as they are now, by their keys."""
    with transaction.atomic():
        rows = Album.objects.filter(pk__in=albums).order_by("pk").select_for_update()
        yield {album.pk: album for album in rows}


@contextmanager
def lock_selection(verb, album, by, choice, *others):
    """What was chosen, as it lies now; for who may do this with all of it."""
    if not is_allowed(by, verb):
        raise ActionForbidden
    with lock_albums(album.pk, *(other.pk for other in others)):
        yield choice.load_placements(album, by)


def record_action(verb, album, by, pictures, **told):
    """The act, for its album's book; nothing, where nothing has changed."""
    if not pictures:
        return None
    if verb in CLIENT_VISIBLE_VERBS:
        bump_epochs(album.pk)
    return Action.objects.create(verb=verb, album=album, by=by, picture_count=pictures, **told)


def bump_epochs(*albums):
    Album.objects.filter(pk__in=albums).update(epoch=F("epoch") + 1)


def update_in_batches(rows, ids, **values):
    """Of ROWS those with such ids; how many there were."""
    return sum(rows.filter(pk__in=part).update(**values) for part in batched(ids, BATCH_SIZE))


def require_changeable(album, rows, by):
    """What others see as well, or have brought, is for owners to change."""
    if by.is_owner:
        return
    mine = album.placements.changeable_by(by)
    parts = batched([row.pk for row in rows], BATCH_SIZE)
    if sum(mine.filter(pk__in=part).count() for part in parts) < len(rows):
        raise ActionForbidden
