"""A worker process. It has one thread, so that tasks may fork, and runs one job at a time."""

import gc
import logging
import os
import signal
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone

from clientpix.jobs.models import Job
from clientpix.jobs.wakeup import WorkWaiter
from clientpix.jobs.workers import execution

logger = logging.getLogger(__name__)

MAX_JOBS_PER_PROCESS = 100  # a new process every so often returns the memory that leaked
PAUSE_AFTER_DATABASE_ERROR = 1.0


class Worker:
    """Runs jobs until it is stopped, loses its supervisor or has run enough of them."""

    def __init__(self, name, queues=(), max_jobs=MAX_JOBS_PER_PROCESS):
        self.name = name
        self.queues = queues
        self.max_jobs = max_jobs
        self.backend = execution.get_database_backend()
        self.waiter = WorkWaiter(connection)
        self.supervisor = os.getppid()
        self.may_hold_job = False

    def work(self):
        signal.signal(signal.SIGTERM, self.waiter.end)
        # Ctrl-C reaches every process of the terminal, but the supervisor decides when to stop.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        done = 0
        while done < self.max_jobs and not self.waiter.is_stopped and self._has_supervisor():
            done += self._step()

    def drain(self):
        """Run all jobs that are due, then return. For tests and one-off commands."""
        while job := self._claim():
            execution.run_attempt(job, self.backend)

    def _step(self):
        """Run the next job, or wait for one. Return whether a job was run."""
        try:
            self._return_doubtful_job()
            job = self._claim()
            if job is None:
                self.waiter.wait_for_work()
                return False
            execution.run_attempt(job, self.backend)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("%s: the database is not available: %s", self.name, error)
            self.may_hold_job = True
            self.waiter.pause(PAUSE_AFTER_DATABASE_ERROR)
            return False
        finally:
            close_old_connections()
        # Decoded images in reference cycles would otherwise stay in memory for long.
        gc.collect()
        return True

    def _return_doubtful_job(self):
        """Return a job that was claimed just before the connection to the database was lost."""
        # The claim may have succeeded although its answer never arrived. Between two jobs this
        # worker holds none, so whatever has its name is such a job.
        if self.may_hold_job:
            Job.objects.give_back([self.name], timezone.now())
            self.may_hold_job = False

    def _claim(self):
        now = timezone.now()
        # Read first: on SQLite an idle worker would otherwise take the write lock again and again.
        if not Job.objects.due(now, self.queues).exists():
            return None
        lease = timedelta(seconds=self.backend.policy.lease)
        return Job.objects.claim(self.name, now, lease, self.queues)

    def _has_supervisor(self):
        return os.getppid() == self.supervisor
