from itertools import batched

from django.db import transaction
from django.tasks import task

from assets.models import Asset
from assets.processing import pipeline

MAX_INLINE, BATCH_SIZE = 50, 1000
FIRST, LAST = 10, -10


@task(queue_name="processing")
def process_asset(pk):
    """Run the steps that people wait for, and enqueue the slow ones."""
    if pipeline.process(pk):
        process_asset_slowly.enqueue(pk)


@task(queue_name="processing", takes_context=True, priority=LAST)
def process_asset_slowly(context, pk):
    report = getattr(context, "report", None)

    def report_progress(fraction):
        if report:
            report(round(1000 * fraction), 1000)

    pipeline.process_slow_steps(pk, report_progress)


@task(queue_name="processing", priority=FIRST)
def enqueue_each(pks):
    with transaction.atomic():
        for pk in pks:
            process_asset.enqueue(pk)


def process_soon(pks):
    """Enqueue assets for processing when the transaction commits."""

    def enqueue():
        keys = sorted(map(str, pks))
        if len(keys) <= MAX_INLINE:
            enqueue_each.func(keys)
            return
        # A task enqueues many, because somebody is waiting for the page.
        with transaction.atomic():
            for batch in batched(keys, BATCH_SIZE, strict=False):
                enqueue_each.enqueue(list(batch))

    # If this fails, the files are still stored, and the hourly task enqueues them.
    transaction.on_commit(enqueue, robust=True)


def process_again(pks):
    """Restart processing, except where it is running. Return how many assets were enqueued."""
    count = 0
    with transaction.atomic():
        for batch in batched(pks, BATCH_SIZE, strict=False):
            assets = Asset.objects.living().filter(pk__in=batch, lost_at=None)
            enqueued = list(assets.values_list("pk", flat=True))
            assets.exclude(state=Asset.State.PROCESSING).restart_processing()
            process_soon(enqueued)
            count += len(enqueued)
    return count
