from itertools import batched

from django.db import transaction
from django.tasks import task

from assets.models import Asset
from assets.processing import pipeline as developing

MAX_INLINE, BATCH_SIZE = 50, 1000
FIRST, LAST = 10, -10


@task(queue_name="processing")
def process_asset(pk):
    """What people wait for; what takes long is left for later."""
    if developing.process(pk):
        process_asset_slowly.enqueue(pk)


@task(queue_name="processing", takes_context=True, priority=LAST)
def process_asset_slowly(context, pk):
    report = getattr(context, "report", None)
    tell = (lambda fraction: report(round(1000 * fraction), 1000)) if report else (lambda _: None)
    developing.process_slow_steps(pk, tell)


@task(queue_name="processing", priority=FIRST)
def enqueue_each(pks):
    with transaction.atomic():
        for pk in pks:
            process_asset.enqueue(pk)


def process_soon(pks):
    """Once they are there for everybody; nobody waits at a page until many are in the queue."""

    def enqueue():
        asked = sorted(map(str, pks))
        if len(asked) <= MAX_INLINE:
            enqueue_each.func(asked)
            return
        with transaction.atomic():
            for part in batched(asked, BATCH_SIZE, strict=False):
                enqueue_each.enqueue(list(part))

    # The files are here; what is not asked for now is asked for within the hour.
    transaction.on_commit(enqueue, robust=True)


def process_again(pks):
    """From the beginning, whatever was tried before; those that are at it go on. How many."""
    asked = 0
    with transaction.atomic():
        for part in batched(pks, BATCH_SIZE, strict=False):
            assets = Asset.objects.living().filter(pk__in=part, lost_at=None)
            found = list(assets.values_list("pk", flat=True))
            idle = assets.exclude(state=Asset.State.PROCESSING)
            idle.restart_processing()
            process_soon(found)
            asked += len(found)
    return asked
