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


def test_a_task_is_called_and_its_result_kept():
    result = sample_tasks.add.enqueue(2, b=3)
    assert result.status == TaskResultStatus.READY
    Worker("one").drain()
    result.refresh()
    assert result.status == TaskResultStatus.SUCCESSFUL
    assert result.return_value == 5
    assert result.worker_ids == ["one"]
    assert sample_tasks.add.get_result(result.id).attempts == 1


def test_an_unknown_result_is_said_to_be_unknown():
    for result_id in ("17", "no number"):
        with pytest.raises(TaskResultDoesNotExist):
            default_task_backend.get_result(result_id)


def test_the_urgent_comes_first_then_the_older():
    for number, priority in enumerate([0, 0, 50, -50]):
        sample_tasks.add.using(priority=priority).enqueue(number, 0)
    assert [claim(f"w{n}").args[0] for n in range(4)] == [2, 0, 1, 3]
    assert claim() is None


def test_a_delayed_job_waits_for_its_time():
    now = timezone.now()
    sample_tasks.add.using(run_after=now + timedelta(minutes=5)).enqueue(1, 1)
    assert claim(now=now + timedelta(minutes=4)) is None
    assert claim(now=now + timedelta(minutes=5))


def test_a_worker_of_some_queues_leaves_the_others_alone():
    sample_tasks.add.enqueue(1, 1)
    assert claim(queues=["once"]) is None
    assert claim(queues=["once", "default"])


def test_equal_work_waits_only_once_and_takes_the_higher_priority():
    first = sample_tasks.tidy.enqueue("kitchen")
    second = sample_tasks.tidy.using(priority=10).enqueue("kitchen")
    sample_tasks.tidy.enqueue("cellar")
    assert first.id == second.id
    assert Job.objects.count() == 2
    assert claim().pk == int(first.id), "the later call made it urgent"


def test_work_asked_for_while_it_runs_is_done_once_more():
    sample_tasks.tidy.enqueue("kitchen")
    job = claim()
    for _ in range(2):
        assert sample_tasks.tidy.enqueue("kitchen").id == str(job.pk)
    assert claim("two") is None, "never twice at the same time"
    execution.run_attempt(job, default_task_backend)
    assert the_job().state == Job.State.READY
    attempt("two")
    assert the_job().state == Job.State.DONE


def test_finished_work_may_be_asked_for_again():
    sample_tasks.tidy.enqueue("kitchen")
    attempt()
    sample_tasks.tidy.enqueue("kitchen")
    assert Job.objects.ready().count() == 1


def test_a_failing_job_is_tried_again_ever_later_and_then_fails_with_its_reason(tmp_path):
    sample_tasks.stumble.enqueue(str(tmp_path / "lines"))
    pauses = []
    for number in range(1, 5):
        job = claim(now=timezone.now() + timedelta(hours=number))
        before = timezone.now()
        execution.run_attempt(job, default_task_backend)
        pauses.append(the_job().run_after - before)
    assert the_job().state == Job.State.FAILED
    assert (tmp_path / "lines").read_text() == "tried\n" * 4
    assert pauses[0] < pauses[1] < pauses[2]
    result = sample_tasks.stumble.get_result(str(job.pk))
    assert result.status == TaskResultStatus.FAILED
    assert result.errors[-1].exception_class is RuntimeError
    assert "there was a stone" in result.errors[-1].traceback


def test_a_task_that_is_gone_fails_like_any_other():
    Job.objects.create(
        task="clientpix.jobs.tests.sample_tasks.vanished", queue="default", attempts=3
    )
    attempt()
    assert the_job().state == Job.State.FAILED
    assert "vanished" in the_job().errors[0]["traceback"]


def test_a_task_that_leaves_has_failed_as_well():
    sample_tasks.leave.enqueue()
    attempt()
    assert "SystemExit" in the_job().errors[0]["traceback"]


def test_who_asks_for_itself_later_is_called_later():
    sample_tasks.come_back_later.enqueue(3600)
    attempt()
    again = the_job()
    assert again.state == Job.State.READY
    assert again.run_after > timezone.now() + timedelta(minutes=59)
    assert claim() is None


def test_each_attempt_names_its_worker(tmp_path):
    result = sample_tasks.stumble.enqueue(str(tmp_path / "lines"))
    for name in ("first", "second"):
        Job.objects.update(run_after=timezone.now())
        attempt(name)
    result.refresh()
    assert result.worker_ids == ["first", "second"]
    assert result.attempts == 2


def test_the_late_result_of_a_zombie_does_not_count():
    sample_tasks.add.enqueue(1, 1)
    zombie = claim("zombie")
    lost = zombie.attempted_at + LEASE * 2
    (abandoned,) = Job.objects.abandoned(lost)
    Job.objects.fail(abandoned, {"exception_class_path": "x", "traceback": ""}, lost, lost)
    heir = claim("heir", now=lost)
    assert Job.objects.succeed(zombie, "zombie's", lost) == 0
    assert Job.objects.fail(zombie, {}, lost, None) == 0
    assert Job.objects.succeed(heir, "heir's", lost) == 1
    assert the_job().result == "heir's"


def test_the_same_worker_is_a_zombie_too_once_its_job_was_handed_on():
    sample_tasks.add.enqueue(1, 1)
    early = claim("one")
    Job.objects.fail(early, {}, timezone.now(), timezone.now())
    late = claim("one", now=timezone.now() + LEASE)
    assert Job.objects.succeed(early, "early", timezone.now()) == 0
    assert Job.objects.succeed(late, "late", timezone.now()) == 1


def test_a_living_worker_keeps_its_lease():
    sample_tasks.add.enqueue(1, 1)
    job = claim()
    later = job.attempted_at + LEASE * 2
    Job.objects.keep_alive(["one"], later + LEASE)
    assert not Job.objects.abandoned(later)


def test_progress_is_told_and_stops_who_is_not_wanted_any_more():
    sample_tasks.count_to.enqueue(4)
    job = claim()
    execution.run_attempt(job, default_task_backend)
    assert (the_job().done_steps, the_job().all_steps) == (4, 4)
    with pytest.raises(LeaseLost):
        JobContext(task_result=None, job=job).report(1, 4)


def test_a_lease_that_is_renewed_in_the_last_moment_counts():
    sample_tasks.add.enqueue(1, 1)
    job = claim()
    late = job.attempted_at + LEASE * 2
    abandoned = Job.objects.abandoned(late)
    assert abandoned.count() == 1
    Job.objects.keep_alive(["one"], late + LEASE)
    assert abandoned.fail(job, {}, late, late) == 0
    assert the_job().state == Job.State.RUNNING


def test_a_cancelled_job_whose_crew_is_gone_can_be_tried_again():
    sample_tasks.add.enqueue(1, 1)
    job = claim()
    Job.objects.all().cancel(timezone.now())
    assert Job.objects.retry(timezone.now()) == 0, "somebody may still be at it"
    assert Job.objects.retry(job.lease_until + LEASE) == 1


def test_a_cancelled_job_does_not_start():
    sample_tasks.add.enqueue(1, 1)
    assert Job.objects.all().cancel(timezone.now()) == 1
    assert claim() is None
    assert not Job.objects.of_workers(["", "one"])


def test_a_job_cancelled_while_it_runs_is_nobodys_result():
    sample_tasks.count_to.enqueue(4)
    job = claim()
    Job.objects.all().cancel(timezone.now())
    assert [held.pk for held in Job.objects.of_workers(["one"])] == [job.pk], "somebody is at it"
    execution.run_attempt(job, default_task_backend)
    assert the_job().state == Job.State.CANCELLED
    assert not Job.objects.of_workers(["one"])


def test_what_a_stopped_worker_gives_back_was_not_an_attempt():
    sample_tasks.add.enqueue(1, 1)
    claim()
    Job.objects.give_back(["one"], timezone.now())
    assert (the_job().state, the_job().attempts) == (Job.State.READY, 0)


def test_failed_work_is_begun_again_on_request_unless_it_is_wanted_already():
    for room in ("kitchen", "cellar"):
        sample_tasks.tidy.enqueue(room)
    Job.objects.all().cancel(timezone.now())
    sample_tasks.tidy.enqueue("kitchen")
    assert Job.objects.retry(timezone.now()) == 1
    assert sorted(job.args[0] for job in Job.objects.ready()) == ["cellar", "kitchen"]


def test_finished_jobs_are_forgotten_the_failed_ones_later():
    now = timezone.now()
    ages = {"done": [0, 2], "failed": [2, 31], "cancelled": [2, 31], "ready": [90]}
    for state, days in ages.items():
        for age in days:
            Job.objects.create(
                task="x", queue="default", state=state, finished_at=now - timedelta(days=age)
            )
    assert Job.objects.forget(now) == 3
    left = Job.objects.order_by("state").values_list("state", flat=True)
    assert list(left) == ["cancelled", "done", "failed", "ready"]
