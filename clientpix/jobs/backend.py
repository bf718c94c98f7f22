import hashlib
import json
from dataclasses import dataclass

from django.db import connections, router
from django.tasks.backends.base import BaseTaskBackend
from django.tasks.base import TaskContext, TaskError, TaskResult, TaskResultStatus
from django.tasks.exceptions import TaskResultDoesNotExist
from django.tasks.signals import task_enqueued
from django.utils import timezone
from django.utils.json import normalize_json
from django.utils.module_loading import import_string

from clientpix.jobs import wakeup
from clientpix.jobs.json_values import require_storable
from clientpix.jobs.models import Job
from clientpix.jobs.policy import Policy

TASK_STATUSES = {
    Job.State.READY: TaskResultStatus.READY,
    Job.State.RUNNING: TaskResultStatus.RUNNING,
    Job.State.DONE: TaskResultStatus.SUCCESSFUL,
    Job.State.FAILED: TaskResultStatus.FAILED,
    Job.State.CANCELLED: TaskResultStatus.FAILED,
}


class LeaseLost(Exception):
    """The job was cancelled or given to another worker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobContext(TaskContext):
    """The first argument of a task with `takes_context`."""

    job: Job

    def report(self, done, of):
        """Record progress. Raise LeaseLost if the result would no longer count."""
        if not Job.objects.current_attempt(self.job).report(done, of, timezone.now()):
            raise LeaseLost(f"job {self.job.pk} was cancelled or given to another worker")


class DatabaseBackend(BaseTaskBackend):
    """A task back end that stores jobs in the database, in the transaction of the caller."""

    supports_defer = True
    supports_get_result = True
    supports_priority = True

    def __init__(self, alias, params):
        super().__init__(alias, params)
        self.policy = Policy.from_options(self.options)

    def enqueue(self, task, args, kwargs):
        self.validate_task(task)
        now = timezone.now()
        args, kwargs = require_storable(normalize_json([list(args), kwargs]))
        job = Job.objects.add_or_merge(
            Job(
                task=task.module_path,
                queue=task.queue_name,
                priority=task.priority,
                args=args,
                kwargs=kwargs,
                dedupe_key=self._build_dedupe_key(task, args, kwargs),
                run_after=task.run_after or now,
                created_at=now,
            )
        )
        wakeup.notify_workers(connections[router.db_for_write(Job)])
        result = self.build_result(job, task)
        task_enqueued.send(type(self), task_result=result)
        return result

    def get_result(self, result_id):
        try:
            return self.build_result(Job.objects.get(pk=result_id))
        except (Job.DoesNotExist, ValueError, ImportError) as error:
            raise TaskResultDoesNotExist(result_id) from error

    def build_result(self, job, task=None):
        """Return JOB as the TaskResult of `django.tasks`."""
        result = TaskResult(
            task=task or self.load_task(job),
            id=str(job.pk),
            status=TASK_STATUSES[job.state],
            enqueued_at=job.created_at,
            started_at=job.started_at,
            finished_at=job.finished_at,
            last_attempted_at=job.attempted_at,
            args=job.args,
            kwargs=job.kwargs,
            backend=self.alias,
            errors=[_build_error(error) for error in job.errors],
            worker_ids=_list_workers(job),
        )
        object.__setattr__(result, "_return_value", job.result)
        return result

    def load_task(self, job):
        task = import_string(job.task)
        return task.using(priority=job.priority, queue_name=job.queue, backend=self.alias)

    def _build_dedupe_key(self, task, args, kwargs):
        if task.queue_name not in self.policy.once:
            return ""
        call = json.dumps([task.module_path, args, kwargs], sort_keys=True)
        return hashlib.sha256(call.encode()).hexdigest()


def _build_error(error):
    return TaskError(
        exception_class_path=error["exception_class_path"], traceback=error["traceback"]
    )


def _list_workers(job):
    """Return the workers of the failed attempts, and of the current or successful one."""
    failed = [error.get("worker", "") for error in job.errors]
    is_last = job.state in {Job.State.RUNNING, Job.State.DONE}
    return [*failed, job.worker] if is_last else failed
