from datetime import timedelta

import pytest
from django.utils import timezone

from clientpix.jobs import periodic
from clientpix.jobs.models import Job, PeriodicTask

pytestmark = [pytest.mark.django_db, pytest.mark.db]

TASK = "clientpix.jobs.tasks.delete_finished_jobs"


@pytest.fixture(autouse=True)
def _one_periodic_task(settings):
    settings.PERIODIC_TASKS = {TASK: timedelta(hours=1)}


def test_periodic_task_is_enqueued_once_per_period():
    now = timezone.now()
    for minutes in (0, 1, 59):
        periodic.enqueue_due_tasks(now + timedelta(minutes=minutes))
    assert Job.objects.count() == 1
    Job.objects.update(state="done")
    periodic.enqueue_due_tasks(now + timedelta(minutes=61))
    assert Job.objects.filter(task=TASK).count() == 2


def test_periodic_task_is_not_enqueued_again_when_it_is_still_waiting():
    now = timezone.now()
    for hours in range(5):
        periodic.enqueue_due_tasks(now + timedelta(hours=hours, minutes=hours))
    assert Job.objects.count() == 1


def test_periodic_task_is_forgotten_when_it_is_removed_from_settings(settings):
    periodic.enqueue_due_tasks(timezone.now())
    settings.PERIODIC_TASKS = {}
    periodic.enqueue_due_tasks(timezone.now())
    assert not PeriodicTask.objects.exists()


def test_every_configured_periodic_task_can_be_enqueued(settings):
    from clientpix.settings import PERIODIC_TASKS

    settings.PERIODIC_TASKS = PERIODIC_TASKS
    periodic.enqueue_due_tasks(timezone.now())
    assert Job.objects.count() == len(PERIODIC_TASKS)
