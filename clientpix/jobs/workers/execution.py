"""One attempt at one job, from the claim to an outcome that is written down."""

import logging
import os
import time
from traceback import format_exception

from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
)
from django.tasks import task_backends
from django.tasks.signals import task_finished, task_started
from django.utils import timezone
from django.utils.json import normalize_json

from clientpix.jobs.backend import DatabaseBackend, JobContext, LeaseLost
from clientpix.jobs.json_values import replace_unstorable, require_storable
from clientpix.jobs.models import Job

logger = logging.getLogger(__name__)

MAX_TRACEBACK_LENGTH = 8000
MAX_RETRY_PAUSE = 5.0


def get_database_backend():
    """The first of the task back ends that keeps its work here."""
    return next(backend for backend in task_backends.all() if isinstance(backend, DatabaseBackend))


def run_attempt(job, backend):
    """Do the work, and write down how it went if the job is still ours."""
    try:
        result = _call_task(job, backend)
    except LeaseLost as word:
        logger.info("%s", word)
        _write_until_stored(lambda: Job.objects.let_go([job.worker]))
    except (Exception, SystemExit) as error:
        logger.warning("job %s (%s) failed", job.pk, job.task, exc_info=error)
        _record_outcome(job, backend, _build_failure(job, backend, error))
    else:
        try:
            _record_outcome(job, backend, lambda now: Job.objects.succeed(job, result, now))
        except DatabaseError as refusal:
            _record_outcome(job, backend, _build_failure(job, backend, refusal))


def fail_or_retry(job, reason, now, policy):
    return Job.objects.fail(job, reason, now, policy.retry_at(job.attempts, now))


def serialize_error(error):
    """An exception as `django.tasks` keeps it."""
    kind = type(error)
    trace = "".join(format_exception(error))
    return {
        "exception_class_path": f"{kind.__module__}.{kind.__qualname__}",
        "traceback": replace_unstorable(trace[-MAX_TRACEBACK_LENGTH:]),
    }


def _build_failure(job, backend, error):
    reason = serialize_error(error)
    return lambda now: fail_or_retry(job, reason, now, backend.policy)


def _call_task(job, backend):
    task = backend.task_of(job)
    result = backend.result_of(job, task)
    task_started.send(type(backend), task_result=result)
    context = [JobContext(task_result=result, job=job)] if task.takes_context else []
    is_inside = connection.in_atomic_block
    try:
        return require_storable(normalize_json(task.call(*context, *job.args, **job.kwargs)))
    finally:
        _reset_connection(is_inside)


def _record_outcome(job, backend, outcome):
    if not _write_until_stored(lambda: outcome(timezone.now())):
        logger.warning("job %s: the outcome came too late and does not count", job.pk)
        _write_until_stored(lambda: Job.objects.let_go([job.worker]))
    elif fresh := Job.objects.finished().filter(pk=job.pk).first():
        _send_finished_signal(fresh, backend)


def _send_finished_signal(job, backend):
    try:
        task_finished.send(type(backend), task_result=backend.result_of(job))
    except ImportError:
        logger.warning("job %s: its task %s is gone", job.pk, job.task)


def _reset_connection(was_inside):
    """What a task did to the connection must not reach the outcome, nor the next job."""
    if was_inside:
        return
    if connection.in_atomic_block:
        logger.error("a task left a transaction open: this process cannot go on")
        os._exit(1)
    close_old_connections()


def _write_until_stored(statement):
    """The work is done, so writing that down waits for the database as long as it takes."""
    pause = 0.1
    while True:
        try:
            return statement()
        except (OperationalError, InterfaceError) as error:
            logger.warning("the outcome of a job cannot be written yet: %s", error)
            time.sleep(pause)
            pause = min(pause * 2, MAX_RETRY_PAUSE)
            close_old_connections()
