"""One process, one thread, one job at a time: it may fork, and it may be killed."""

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

MAX_JOBS_PER_PROCESS = 100
PAUSE_AFTER_DATABASE_ERROR = 1.0


class Worker:
    """Does jobs until it is told to stop, its supervisor is gone or it has grown old."""

    def __init__(self, name, queues=(), most_jobs=MAX_JOBS_PER_PROCESS):
        self.name = name
        self.queues = queues
        self.most_jobs = most_jobs
        self.backend = execution.get_database_backend()
        self.sleep = WorkWaiter(connection)
        self.supervisor = os.getppid()
        self.is_in_doubt = False

    def work(self):
        signal.signal(signal.SIGTERM, self.sleep.end)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        done = 0
        while done < self.most_jobs and not self.sleep.has_ended and self._has_supervisor():
            done += self._step()

    def drain(self):
        """Do what is due now and come back: for tests and for one-off commands."""
        while job := self._claim():
            execution.run_attempt(job, self.backend)

    def _step(self):
        """True when a job was done. A database that is away or locked is waited for."""
        try:
            self._leave_nothing_behind()
            job = self._claim()
            if job is None:
                self.sleep.until_work()
                return False
            execution.run_attempt(job, self.backend)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("%s: the database does not answer: %s", self.name, error)
            self.is_in_doubt = True
            self.sleep.pause(PAUSE_AFTER_DATABASE_ERROR)
            return False
        finally:
            close_old_connections()
        gc.collect()
        return True

    def _leave_nothing_behind(self):
        """A claim may have been made although its answer was lost: who is here holds no job."""
        if self.is_in_doubt:
            Job.objects.give_back([self.name], timezone.now())
            self.is_in_doubt = False

    def _claim(self):
        """Look before claiming: an idle worker never takes the write lock."""
        now = timezone.now()
        if not Job.objects.due(now, self.queues).exists():
            return None
        lease = timedelta(seconds=self.backend.policy.lease)
        return Job.objects.claim(self.name, now, lease, self.queues)

    def _has_supervisor(self):
        return os.getppid() == self.supervisor
