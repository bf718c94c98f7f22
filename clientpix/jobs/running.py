"""One attempt at one job, from the claim to an outcome that is written down."""

import logging
import time
from traceback import format_exception

from django.db import DatabaseError, InterfaceError, close_old_connections
from django.tasks import task_backends
from django.tasks.signals import task_finished, task_started
from django.utils import timezone
from django.utils.json import normalize_json

from clientpix.jobs.backend import JobContext, Jobs, Overtaken
from clientpix.jobs.models import Job

logger = logging.getLogger(__name__)

LONGEST_TRACE = 8000
LONGEST_PAUSE = 5.0


def jobs_backend():
    """The first of the task back ends that keeps its work here."""
    return next(backend for backend in task_backends.all() if isinstance(backend, Jobs))


def attempt(job, backend):
    """Do the work, and write down how it went if the job is still ours."""
    try:
        result = _call(job, backend)
    except Overtaken as word:
        logger.info("%s", word)
        _persist(lambda: Job.objects.let_go([job.worker]))
    except Exception as error:
        logger.warning("job %s (%s) failed", job.pk, job.task, exc_info=error)
        reason = as_error(error)
        _settle(job, backend, lambda now: fail(job, reason, now, backend.policy))
    else:
        _settle(job, backend, lambda now: Job.objects.succeed(job, result, now))


def fail(job, reason, now, policy):
    return Job.objects.fail(job, reason, now, policy.retry_at(job.attempts, now))


def as_error(error):
    """An exception as `django.tasks` keeps it."""
    kind = type(error)
    trace = "".join(format_exception(error)).replace("\0", "?")
    return {
        "exception_class_path": f"{kind.__module__}.{kind.__qualname__}",
        "traceback": trace[-LONGEST_TRACE:],
    }


def _call(job, backend):
    task = backend.task_of(job)
    result = backend.result_of(job, task)
    task_started.send(type(backend), task_result=result)
    context = [JobContext(task_result=result, job=job)] if task.takes_context else []
    return normalize_json(task.call(*context, *job.args, **job.kwargs))


def _settle(job, backend, outcome):
    if not _persist(lambda: outcome(timezone.now())):
        logger.warning("job %s: the outcome came too late and does not count", job.pk)
        _persist(lambda: Job.objects.let_go([job.worker]))
    elif fresh := Job.objects.finished().filter(pk=job.pk).first():
        task_finished.send(type(backend), task_result=backend.result_of(fresh))


def _persist(statement):
    """The work is done, so writing that down waits for the database as long as it takes."""
    pause = 0.1
    while True:
        try:
            return statement()
        except (DatabaseError, InterfaceError) as error:
            logger.warning("the outcome of a job cannot be written yet: %s", error)
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
            close_old_connections()
