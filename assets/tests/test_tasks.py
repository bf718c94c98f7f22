"""Developing is asked for: at once for a few, by a task for many, from the beginning if wanted."""

from collections import Counter

import pytest
from django.apps import apps
from django.utils import timezone

from assets.models import Asset
from assets.processing import tasks
from assets.tests.factories import stored_assets

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]

State, Job = Asset.State, apps.get_model("jobs.Job")


def asked():
    return Counter(job.task.rpartition(".")[2] for job in Job.objects.all())


def test_a_few_are_asked_for_at_once_and_each_once():
    assets = stored_assets.create(tasks.MAX_INLINE)
    for _ in range(2):
        tasks.process_soon([asset.pk for asset in assets])
    assert asked() == {"process_asset": tasks.MAX_INLINE}


def test_nobody_waits_until_many_are_asked_for(monkeypatch):
    monkeypatch.setattr("assets.processing.tasks.BATCH_SIZE", 40)
    assets = stored_assets.create(tasks.MAX_INLINE + 1)
    tasks.process_soon([asset.pk for asset in assets])
    assert asked() == {"enqueue_each": 2}
    for job in Job.objects.filter(task__endswith="enqueue_each"):
        tasks.enqueue_each.func(*job.args)
    assert asked()["process_asset"] == tasks.MAX_INLINE + 1


def test_what_begins_anew_forgets_its_attempts_and_what_is_at_it_or_gone_is_left():
    failed, ready, at_it, lost, doomed = assets = stored_assets.create(5)
    now, everything = timezone.now(), [one.pk for one in assets]
    Asset.objects.update(attempts=3, state=State.FAILED)
    for one in assets:
        one.problems.create(step="previews", problem="damaged")
    for one, fields in (
        (ready, {"state": State.READY}),
        (at_it, {"state": State.PROCESSING}),
        (lost, {"lost_at": now}),
        (doomed, {"doomed_at": now}),
    ):
        Asset.objects.filter(pk=one.pk).update(**fields)
    assert tasks.process_again(everything) == 3
    begun = Asset.objects.filter(state=State.NEW, attempts=0, problems=None)
    assert set(begun) == {failed, ready}
    assert {job.args[0] for job in Job.objects.all()} == {
        *(str(one.pk) for one in (failed, ready, at_it))
    }
