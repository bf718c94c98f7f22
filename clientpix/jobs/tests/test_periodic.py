from datetime import timedelta

import pytest
from django.utils import timezone

from clientpix.jobs import periodic
from clientpix.jobs.models import Duty, Job

pytestmark = [pytest.mark.django_db, pytest.mark.db]

FORGET = "clientpix.jobs.tasks.delete_finished_jobs"


@pytest.fixture(autouse=True)
def _one_duty(settings):
    settings.DUTIES = {FORGET: timedelta(hours=1)}


def test_a_duty_comes_round_once_in_its_time():
    now = timezone.now()
    for minutes in (0, 1, 59):
        periodic.enqueue_due_tasks(now + timedelta(minutes=minutes))
    assert Job.objects.count() == 1
    Job.objects.update(state="done")
    periodic.enqueue_due_tasks(now + timedelta(minutes=61))
    assert Job.objects.filter(task=FORGET).count() == 2


def test_a_duty_that_still_waits_is_not_piled_up():
    now = timezone.now()
    for hours in range(5):
        periodic.enqueue_due_tasks(now + timedelta(hours=hours, minutes=hours))
    assert Job.objects.count() == 1


def test_a_duty_that_is_no_longer_on_the_list_is_forgotten(settings):
    periodic.enqueue_due_tasks(timezone.now())
    settings.DUTIES = {}
    periodic.enqueue_due_tasks(timezone.now())
    assert not Duty.objects.exists()


def test_every_duty_of_the_house_can_be_started(settings):
    from clientpix.settings import DUTIES

    settings.DUTIES = DUTIES
    periodic.enqueue_due_tasks(timezone.now())
    assert Job.objects.count() == len(DUTIES)
