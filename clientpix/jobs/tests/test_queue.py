from datetime import timedelta

import pytest
from django.tasks import TaskResultStatus, default_task_backend
from django.tasks.exceptions import TaskResultDoesNotExist
from django.utils import timezone

from clientpix.jobs.backend import JobContext, LeaseLost
from clientpix.jobs.models import Job
from clientpix.jobs.tests import sample_tasks
from clientpix.jobs.workers import execution
from clientpix.jobs.workers.worker import Worker

pytestmark = [pytest.mark.django_db, pytest.mark.db]

LEASE = timedelta(seconds=30)


def claim(worker="one", now=None, queues=()):
    return Job.objects.claim(worker, now or timezone.now(), LEASE, queues)


def the_job():
    return Job.objects.get()


def attempt(worker="one"):
    execution.run_attempt(claim(worker), default_task_backend)


def test_result_is_stored_when_a_task_ran():
    result = sample_tasks.add.enqueue(2, b=3)
    assert result.status == TaskResultStatus.READY
    Worker("one").drain()
    result.refresh()
    assert result.status == TaskResultStatus.SUCCESSFUL
    assert result.return_value == 5
    assert result.worker_ids == ["one"]
    assert sample_tasks.add.get_result(result.id).attempts == 1


def test_get_result_raises_when_the_id_is_unknown():
    for result_id in ("17", "no number"):
        with pytest.raises(TaskResultDoesNotExist):
            default_task_backend.get_result(result_id)


def test_jobs_are_claimed_by_priority_then_by_age():
    for number, priority in enumerate([0, 0, 50, -50]):
        sample_tasks.add.using(priority=priority).enqueue(number, 0)
    assert [claim(f"w{n}").args[0] for n in range(4)] == [2, 0, 1, 3]
    assert claim() is None


def test_delayed_job_is_not_claimed_before_its_time():
    now = timezone.now()
    sample_tasks.add.using(run_after=now + timedelta(minutes=5)).enqueue(1, 1)
    assert claim(now=now + timedelta(minutes=4)) is None
    assert claim(now=now + timedelta(minutes=5))


def test_worker_claims_only_jobs_of_its_queues():
    sample_tasks.add.enqueue(1, 1)
    assert claim(queues=["once"]) is None
    assert claim(queues=["once", "default"])


def test_equal_jobs_are_merged_with_the_higher_priority_when_enqueued_twice():
    first = sample_tasks.clean_room.enqueue("kitchen")
    second = sample_tasks.clean_room.using(priority=10).enqueue("kitchen")
    sample_tasks.clean_room.enqueue("cellar")
    assert first.id == second.id
    assert Job.objects.count() == 2
    assert claim().pk == int(first.id), "the later call made it urgent"


def test_job_runs_once_more_when_it_is_enqueued_while_it_runs():
    sample_tasks.clean_room.enqueue("kitchen")
    job = claim()
    for _ in range(2):
        assert sample_tasks.clean_room.enqueue("kitchen").id == str(job.pk)
    assert claim("two") is None, "equal jobs never run at the same time"
    execution.run_attempt(job, default_task_backend)
    assert the_job().state == Job.State.READY
    attempt("two")
    assert the_job().state == Job.State.DONE


def test_job_is_queued_again_when_the_equal_one_is_finished():
    sample_tasks.clean_room.enqueue("kitchen")
    attempt()
    sample_tasks.clean_room.enqueue("kitchen")
    assert Job.objects.ready().count() == 1


def test_failing_job_is_retried_with_growing_pauses_and_then_fails(tmp_path):
    sample_tasks.raise_error.enqueue(str(tmp_path / "lines"))
    pauses = []
    for number in range(1, 5):
        job = claim(now=timezone.now() + timedelta(hours=number))
        before = timezone.now()
        execution.run_attempt(job, default_task_backend)
        pauses.append(the_job().run_after - before)
    assert the_job().state == Job.State.FAILED
    assert (tmp_path / "lines").read_text() == "tried\n" * 4
    assert pauses[0] < pauses[1] < pauses[2]
    result = sample_tasks.raise_error.get_result(str(job.pk))
    assert result.status == TaskResultStatus.FAILED
    assert result.errors[-1].exception_class is RuntimeError
    assert "the task failed on purpose" in result.errors[-1].traceback


def test_job_fails_when_its_task_no_longer_exists():
    Job.objects.create(
        task="clientpix.jobs.tests.sample_tasks.vanished", queue="default", attempts=3
    )
    attempt()
    assert the_job().state == Job.State.FAILED
    assert "vanished" in the_job().errors[0]["traceback"]


def test_job_fails_when_its_task_raises_system_exit():
    sample_tasks.exit_process.enqueue()
    attempt()
    assert "SystemExit" in the_job().errors[0]["traceback"]


def test_task_runs_later_when_it_enqueues_itself_with_a_delay():
    sample_tasks.repeat_later.enqueue(3600)
    attempt()
    again = the_job()
    assert again.state == Job.State.READY
    assert again.run_after > timezone.now() + timedelta(minutes=59)
    assert claim() is None


def test_every_attempt_records_its_worker(tmp_path):
    result = sample_tasks.raise_error.enqueue(str(tmp_path / "lines"))
    for name in ("first", "second"):
        Job.objects.update(run_after=timezone.now())
        attempt(name)
    result.refresh()
    assert result.worker_ids == ["first", "second"]
    assert result.attempts == 2


def test_late_result_is_ignored_when_the_lease_was_lost():
    sample_tasks.add.enqueue(1, 1)
    late_worker_job = claim("late_worker_job")
    lost = late_worker_job.attempted_at + LEASE * 2
    (abandoned,) = Job.objects.abandoned(lost)
    Job.objects.fail(abandoned, {"exception_class_path": "x", "traceback": ""}, lost, lost)
    new_worker_job = claim("new_worker_job", now=lost)
    assert Job.objects.succeed(late_worker_job, "late_worker_job's", lost) == 0
    assert Job.objects.fail(late_worker_job, {}, lost, None) == 0
    assert Job.objects.succeed(new_worker_job, "new_worker_job's", lost) == 1
    assert the_job().result == "new_worker_job's"


def test_result_of_an_earlier_attempt_is_ignored_when_the_same_worker_claimed_the_job_again():
    sample_tasks.add.enqueue(1, 1)
    early = claim("one")
    Job.objects.fail(early, {}, timezone.now(), timezone.now())
    late = claim("one", now=timezone.now() + LEASE)
    assert Job.objects.succeed(early, "early", timezone.now()) == 0
    assert Job.objects.succeed(late, "late", timezone.now()) == 1


def test_lease_is_renewed_by_a_heartbeat():
    sample_tasks.add.enqueue(1, 1)
    job = claim()
    later = job.attempted_at + LEASE * 2
    Job.objects.renew_leases(["one"], later + LEASE)
    assert not Job.objects.abandoned(later)


def test_progress_is_recorded_and_raises_when_the_job_is_finished():
    sample_tasks.count_to.enqueue(4)
    job = claim()
    execution.run_attempt(job, default_task_backend)
    assert (the_job().done_steps, the_job().all_steps) == (4, 4)
    with pytest.raises(LeaseLost):
        JobContext(task_result=None, job=job).report(1, 4)


def test_job_is_not_taken_over_when_its_lease_is_renewed_at_the_last_moment():
    sample_tasks.add.enqueue(1, 1)
    job = claim()
    late = job.attempted_at + LEASE * 2
    abandoned = Job.objects.abandoned(late)
    assert abandoned.count() == 1
    Job.objects.renew_leases(["one"], late + LEASE)
    assert abandoned.fail(job, {}, late, late) == 0
    assert the_job().state == Job.State.RUNNING


def test_cancelled_job_can_be_retried_when_its_lease_has_expired():
    sample_tasks.add.enqueue(1, 1)
    job = claim()
    Job.objects.all().cancel(timezone.now())
    assert Job.objects.retry(timezone.now()) == 0, "a worker may still run it"
    assert Job.objects.retry(job.lease_until + LEASE) == 1


def test_job_is_not_claimed_when_it_is_cancelled():
    sample_tasks.add.enqueue(1, 1)
    assert Job.objects.all().cancel(timezone.now()) == 1
    assert claim() is None
    assert not Job.objects.held_by(["", "one"])


def test_result_is_ignored_when_the_job_was_cancelled_while_it_ran():
    sample_tasks.count_to.enqueue(4)
    job = claim()
    Job.objects.all().cancel(timezone.now())
    assert [held.pk for held in Job.objects.held_by(["one"])] == [job.pk], "a worker still runs it"
    execution.run_attempt(job, default_task_backend)
    assert the_job().state == Job.State.CANCELLED
    assert not Job.objects.held_by(["one"])


def test_attempt_is_not_counted_when_a_stopped_worker_returns_its_job():
    sample_tasks.add.enqueue(1, 1)
    claim()
    Job.objects.give_back(["one"], timezone.now())
    assert (the_job().state, the_job().attempts) == (Job.State.READY, 0)


def test_retry_skips_jobs_when_an_equal_one_is_waiting():
    for room in ("kitchen", "cellar"):
        sample_tasks.clean_room.enqueue(room)
    Job.objects.all().cancel(timezone.now())
    sample_tasks.clean_room.enqueue("kitchen")
    assert Job.objects.retry(timezone.now()) == 1
    assert sorted(job.args[0] for job in Job.objects.ready()) == ["cellar", "kitchen"]


def test_finished_jobs_are_deleted_after_a_day_and_failed_ones_after_a_month():
    now = timezone.now()
    ages = {"done": [0, 2], "failed": [2, 31], "cancelled": [2, 31], "ready": [90]}
    for state, days in ages.items():
        for age in days:
            Job.objects.create(
                task="x", queue="default", state=state, finished_at=now - timedelta(days=age)
            )
    assert Job.objects.delete_old(now) == 3
    left = Job.objects.order_by("state").values_list("state", flat=True)
    assert list(left) == ["cancelled", "done", "failed", "ready"]
