"""The frame of every act: who may, nobody else meanwhile, and what is noted of it."""

from contextlib import contextmanager
from itertools import batched

from django.db import transaction
from django.db.models import F

from albums.actions.selection import NotYours
from albums.models import Act, Album

AT_ONCE = 5000
OF_UPLOADERS = {Act.Verb.TRASH, Act.Verb.TURN, Act.Verb.SHIFT}
CLIENTS_SEE = {Act.Verb.HIDE, Act.Verb.SHOW, Act.Verb.SECTION, Act.Verb.MOVE, Act.Verb.TRASH}


def may(person, verb):
    return person.is_owner or verb in OF_UPLOADERS


@contextmanager
def alone_with(*albums):
    """Nobody else changes these until the act is over; given as they are now, by their keys."""
    with transaction.atomic():
        rows = Album.objects.filter(pk__in=albums).order_by("pk").select_for_update()
        yield {album.pk: album for album in rows}


@contextmanager
def acting(verb, album, by, choice, *others):
    """What was chosen, as it lies now; for who may do this with all of it."""
    if not may(by, verb):
        raise NotYours
    with alone_with(album.pk, *(other.pk for other in others)):
        yield choice.lying(album, by)


def note(verb, album, by, pictures, **told):
    """The act, for its album's book; nothing, where nothing has changed."""
    if not pictures:
        return None
    if verb in CLIENTS_SEE:
        turn_pages(album.pk)
    return Act.objects.create(verb=verb, album=album, by=by, pictures=pictures, **told)


def turn_pages(*albums):
    Album.objects.filter(pk__in=albums).update(epoch=F("epoch") + 1)


def change(rows, ids, **values):
    """Of ROWS those with such ids; how many there were."""
    return sum(rows.filter(pk__in=part).update(**values) for part in batched(ids, AT_ONCE))


def refuse_shared(album, rows, by):
    """What others see as well, or have brought, is for owners to change."""
    if by.is_owner:
        return
    mine = album.placements.changeable_by(by)
    parts = batched([row.pk for row in rows], AT_ONCE)
    if sum(mine.filter(pk__in=part).count() for part in parts) < len(rows):
        raise NotYours
