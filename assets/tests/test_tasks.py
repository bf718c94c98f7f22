"""Enqueue processing: directly for a few assets, by a task for many, or from the beginning."""

from collections import Counter

import pytest
from django.apps import apps
from django.utils import timezone

from assets.models import Asset
from assets.processing import tasks
from assets.tests.factories import stored_assets

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]

State, Job = Asset.State, apps.get_model("jobs.Job")


def count_jobs():
    return Counter(job.task.rpartition(".")[2] for job in Job.objects.all())


def test_a_few_assets_are_enqueued_directly_and_only_once():
    assets = stored_assets.create(tasks.MAX_INLINE)
    for _ in range(2):
        tasks.process_soon([asset.pk for asset in assets])
    assert count_jobs() == {"process_asset": tasks.MAX_INLINE}


def test_many_assets_are_enqueued_by_a_task(monkeypatch):
    monkeypatch.setattr("assets.processing.tasks.BATCH_SIZE", 40)
    assets = stored_assets.create(tasks.MAX_INLINE + 1)
    tasks.process_soon([asset.pk for asset in assets])
    assert count_jobs() == {"enqueue_each": 2}
    for job in Job.objects.filter(task__endswith="enqueue_each"):
        tasks.enqueue_each.func(*job.args)
    assert count_jobs()["process_asset"] == tasks.MAX_INLINE + 1


def test_process_again_restarts_all_but_active_lost_and_doomed_assets():
    failed, ready, active, lost, doomed = assets = stored_assets.create(5)
    now, pks = timezone.now(), [asset.pk for asset in assets]
    Asset.objects.update(attempts=3, state=State.FAILED)
    for asset in assets:
        asset.problems.create(step="previews", problem="damaged")
    for asset, fields in (
        (ready, {"state": State.READY}),
        (active, {"state": State.PROCESSING}),
        (lost, {"lost_at": now}),
        (doomed, {"doomed_at": now}),
    ):
        Asset.objects.filter(pk=asset.pk).update(**fields)
    assert tasks.process_again(pks) == 3
    restarted = Asset.objects.filter(state=State.NEW, attempts=0, problems=None)
    assert set(restarted) == {failed, ready}
    assert {job.args[0] for job in Job.objects.all()} == {
        *(str(asset.pk) for asset in (failed, ready, active))
    }
