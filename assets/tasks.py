from django.db import transaction
from django.tasks import task

from assets import develop as developing

AFTER_ALL_ELSE = -10


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


def develop_soon(pks):
    """Once they are there for everybody; all of them in one step, and in one order."""

    def enqueue():
        with transaction.atomic():
            for pk in sorted(map(str, pks)):
                develop.enqueue(pk)

    # The files are here; what is not asked for now is asked for within the hour.
    transaction.on_commit(enqueue, robust=True)
