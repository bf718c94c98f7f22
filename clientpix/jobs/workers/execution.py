"""Run one attempt at a job and store its outcome."""

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
    """Return the first configured task back end that stores its jobs in this database."""
    return next(backend for backend in task_backends.all() if isinstance(backend, DatabaseBackend))


def run_attempt(job, backend):
    """Run the task of JOB and store the outcome, if the job still belongs to this worker."""
    try:
        result = _call_task(job, backend)
    except LeaseLost as error:
        logger.info("%s", error)
        _write_until_stored(lambda: Job.objects.release_cancelled([job.worker]))
    except (Exception, SystemExit) as error:
        logger.warning("job %s (%s) failed", job.pk, job.task, exc_info=error)
        _record_outcome(job, backend, _build_failure(job, backend, error))
    else:
        try:
            _record_outcome(job, backend, lambda now: Job.objects.succeed(job, result, now))
        except DatabaseError as error:
            # The database rejected the result itself, so the job has failed.
            _record_outcome(job, backend, _build_failure(job, backend, error))


def fail_or_retry(job, error, now, policy):
    return Job.objects.fail(job, error, now, policy.retry_at(job.attempts, now))


def serialize_error(error):
    """Return an exception in the form in which `django.tasks` stores it."""
    kind = type(error)
    trace = "".join(format_exception(error))
    return {
        "exception_class_path": f"{kind.__module__}.{kind.__qualname__}",
        "traceback": replace_unstorable(trace[-MAX_TRACEBACK_LENGTH:]),
    }


def _build_failure(job, backend, error):
    serialized = serialize_error(error)
    return lambda now: fail_or_retry(job, serialized, now, backend.policy)


def _call_task(job, backend):
    task = backend.load_task(job)
    result = backend.build_result(job, task)
    task_started.send(type(backend), task_result=result)
    context = [JobContext(task_result=result, job=job)] if task.takes_context else []
    was_in_transaction = connection.in_atomic_block  # only in tests
    try:
        return require_storable(normalize_json(task.call(*context, *job.args, **job.kwargs)))
    finally:
        _reset_connection(was_in_transaction)


def _record_outcome(job, backend, outcome):
    if not _write_until_stored(lambda: outcome(timezone.now())):
        logger.warning("job %s: the lease was lost, so the outcome is ignored", job.pk)
        _write_until_stored(lambda: Job.objects.release_cancelled([job.worker]))
    elif finished := Job.objects.finished().filter(pk=job.pk).first():
        _send_finished_signal(finished, backend)


def _send_finished_signal(job, backend):
    try:
        task_finished.send(type(backend), task_result=backend.build_result(job))
    except ImportError:
        logger.warning("job %s: the task %s no longer exists", job.pk, job.task)


def _reset_connection(was_in_transaction):
    """Discard what a task left behind on the connection, before the outcome is stored."""
    if was_in_transaction:
        return
    if connection.in_atomic_block:
        # Django cannot leave somebody else's atomic block. The supervisor starts a new worker.
        logger.error("a task left a transaction open: this worker has to be restarted")
        os._exit(1)
    close_old_connections()


def _write_until_stored(statement):
    """Run STATEMENT until the database accepts it, with growing pauses."""
    # The work is done, and giving up would mean doing all of it again.
    pause = 0.1
    while True:
        try:
            return statement()
        except (OperationalError, InterfaceError) as error:
            logger.warning("the outcome of a job cannot be stored yet: %s", error)
            time.sleep(pause)
            pause = min(pause * 2, MAX_RETRY_PAUSE)
            close_old_connections()
