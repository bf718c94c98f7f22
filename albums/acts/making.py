"""Renditions, asked for again: because they are turned otherwise now, or because one failed."""

from itertools import batched

from django.db import transaction

from albums.acts.acting import AT_ONCE, acting, note
from albums.models import Act
from albums.tasks import ask_for
from assets.kinds import Kind
from assets.models import Asset, Version

MANY = 1000


def develop(album, choice, by):
    """From the beginning, whatever was tried before; what is there goes on being shown."""
    with acting(Act.Verb.DEVELOP, album, by, choice) as rows:
        assets = _assets([row.picture for row in rows])
        anew = {"state": Asset.State.NEW, "attempts": 0, "trouble": ""}
        for part in batched(assets, AT_ONCE):
            Asset.objects.living().failed().filter(pk__in=part, lost_at=None).update(**anew)
        _ask_for(assets)
        return note(Act.Verb.DEVELOP, album, by, len(rows))


def turned(pictures):
    """What was drawn for another turn is no help."""
    _ask_for(_assets(pictures))


def _assets(pictures):
    found = set()
    for part in batched(pictures, AT_ONCE):
        versions = Version.objects.filter(picture__in=part).exclude(asset__kind=Kind.SIDECAR)
        found.update(versions.values_list("asset", flat=True))
    return sorted(found)


def _ask_for(assets):
    """Many are a task of their own: nobody waits at a page until all are in the queue."""

    def enqueue():
        with transaction.atomic():
            for part in batched(map(str, assets), MANY):
                ask_for.enqueue(list(part))

    transaction.on_commit(enqueue, robust=True)
