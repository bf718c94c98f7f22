from itertools import batched

from django.db import transaction
from django.tasks import task

from assets.models import Asset
from assets.processing import pipeline as developing

FEW, MANY = 50, 1000
BEFORE_ALL_ELSE, AFTER_ALL_ELSE = 10, -10


@task(queue_name="develop")
def develop(pk):
    """What people wait for; what takes long is left for later."""
    if developing.develop(pk):
        develop_slowly.enqueue(pk)


@task(queue_name="develop", takes_context=True, priority=AFTER_ALL_ELSE)
def develop_slowly(context, pk):
    report = getattr(context, "report", None)
    tell = (lambda fraction: report(round(1000 * fraction), 1000)) if report else (lambda _: None)
    developing.develop_slowly(pk, tell)


@task(queue_name="develop", priority=BEFORE_ALL_ELSE)
def develop_each(pks):
    with transaction.atomic():
        for pk in pks:
            develop.enqueue(pk)


def develop_soon(pks):
    """Once they are there for everybody; nobody waits at a page until many are in the queue."""

    def enqueue():
        asked = sorted(map(str, pks))
        if len(asked) <= FEW:
            develop_each.func(asked)
            return
        with transaction.atomic():
            for part in batched(asked, MANY, strict=False):
                develop_each.enqueue(list(part))

    # The files are here; what is not asked for now is asked for within the hour.
    transaction.on_commit(enqueue, robust=True)


def develop_again(pks):
    """From the beginning, whatever was tried before; those that are at it go on. How many."""
    asked = 0
    with transaction.atomic():
        for part in batched(pks, MANY, strict=False):
            assets = Asset.objects.living().filter(pk__in=part, lost_at=None)
            found = list(assets.values_list("pk", flat=True))
            idle = assets.exclude(state=Asset.State.DEVELOPING)
            idle.update(state=Asset.State.NEW, attempts=0, trouble="")
            develop_soon(found)
            asked += len(found)
    return asked
