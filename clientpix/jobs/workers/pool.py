"""The supervisor of the workers: their heart beats here, so that each of them is one thread."""

import logging
import math
import os
import secrets
import signal
import socket
import sys
import time
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections
from django.utils import timezone

from clientpix.jobs import periodic
from clientpix.jobs.models import Crew, Job
from clientpix.jobs.workers import execution
from clientpix.processes.supervisor import ManagedProcess, Supervisor

logger = logging.getLogger(__name__)

STOP_GRACE = 2.5
HEARTBEAT_INTERVAL = 5.0
STALE_AFTER = timedelta(hours=1)


class WorkerCrash(Exception):
    """The process that was at the job is gone."""


class TimeLimitExceeded(Exception):
    """The job ran into its time limit and was stopped."""


class PoolSupervisor:
    """The workers of one host, and what only one supervisor of all has to do."""

    def __init__(self, workers, queues=(), *, until_done=False):
        self.name = f"{socket.gethostname()[:24]}-{os.getpid()}-{secrets.token_hex(4)}"
        self.queues, self.until_done = queues, until_done
        self.policy = execution.get_database_backend().policy
        self.posts = [
            ManagedProcess(f"worker {number + 1}", self._command, parting=signal.SIGKILL)
            for number in range(workers)
        ]
        self.supervisor = Supervisor(self.posts, STOP_GRACE, self._worker_ended)
        self.beat_every = min(HEARTBEAT_INTERVAL, self.policy.lease / 4)
        self.next_beat = 0.0
        self.last_beat = self.steady_since = -math.inf

    def run(self):
        self.supervisor.stop_on_signals()
        self.supervisor.run(self._look, every=0.5)
        _ignore_database_errors(self._leave)

    def _command(self, post):
        queues = ["--queues", *self.queues] if self.queues else []
        manage = str(settings.ROOT / "manage.py")
        return [sys.executable, manage, "worker", "--alone", self._worker_at(post), *queues]

    def _names(self):
        return [self._worker_at(post) for post in self.posts]

    def _worker_at(self, post):
        return f"{self.name}.{self.posts.index(post) + 1}.{post.serial}"

    def _look(self):
        _ignore_database_errors(self._watch)
        if time.monotonic() >= self.next_beat:
            self.next_beat = time.monotonic() + self.beat_every
            _ignore_database_errors(self._beat)
            if self.until_done:
                _ignore_database_errors(self._end_if_done)

    def _end_if_done(self):
        """What waits for another try is left to whoever works then."""
        now = timezone.now()
        wanted = Job.objects.in_queues(self.queues)
        if not wanted.due(now).exists() and not wanted.running().exists():
            self.supervisor.stop()

    def _beat(self):
        """Leases first: whoever lost the database for a while still holds what it works on."""
        now = timezone.now()
        lease = timedelta(seconds=self.policy.lease)
        Job.objects.keep_alive(self._names(), now + lease)
        here = {"host": socket.gethostname(), "workers": len(self.posts), "seen_at": now}
        Crew.objects.update_or_create(name=self.name, defaults=here)
        Crew.objects.filter(seen_at__lt=now - STALE_AFTER).delete()
        if self._is_steady():
            self._take_over(now)
        periodic.enqueue_due_tasks(now)

    def _is_steady(self):
        """After a gap in the beats the others are given a lease's time to beat again as well."""
        moment, lease = time.monotonic(), self.policy.lease
        if moment - self.last_beat > lease / 2 and self.last_beat > 0:
            self.steady_since = moment
        self.last_beat = moment
        return moment - self.steady_since > lease

    def _take_over(self, now):
        """The lease is looked at again in the statement: it may have been renewed meanwhile."""
        abandoned = Job.objects.abandoned(now)
        for job in abandoned[:100]:
            why = "its lease ran out: the worker or its machine is gone"
            _fail_lost_job(abandoned, job, why, now, self.policy)
        Job.objects.cancelled().filter(lease_until__lt=now).update(lease_until=None)

    def _watch(self):
        """Stop who works on a cancelled job or has not got on with one for too long."""
        now = timezone.now()
        limit = timedelta(seconds=self.policy.time_limit)
        posts = {self._worker_at(post): post for post in self.posts}
        for job in Job.objects.of_workers(posts):
            if job.state == Job.State.CANCELLED:
                if Job.objects.cancelled().of_workers(posts).filter(pk=job.pk).exists():
                    posts[job.worker].kill()
            elif job.moved_at < now - limit:
                error = execution.serialize_error(TimeLimitExceeded(f"stopped after {limit}"))
                if execution.fail_or_retry(job, error, now, self.policy):
                    posts[job.worker].kill()

    def _worker_ended(self, post, code):
        if not self.supervisor.is_stopping:
            name = self._worker_at(post)
            _ignore_database_errors(lambda: self._settle_for(name, code))

    def _settle_for(self, name, code):
        now = timezone.now()
        Job.objects.let_go([name])
        for job in Job.objects.running().filter(worker=name):
            _fail_lost_job(
                Job.objects, job, f"the worker ended with code {code}", now, self.policy
            )

    def _leave(self):
        """All workers have ended: what they were at is anybody's now."""
        names = self._names()
        Job.objects.give_back(names, timezone.now())
        Job.objects.let_go(names)
        Crew.objects.filter(name=self.name).delete()


def _fail_lost_job(jobs, job, why, now, policy):
    """Tried again at once: only so often, since every claim counts as an attempt."""
    retry_at = policy.retry_at(job.attempts, now) and now
    jobs.fail(job, execution.serialize_error(WorkerCrash(why)), now, retry_at)


def _ignore_database_errors(statement):
    """What cannot be written now is written at a later look, or when the lease has run out."""
    try:
        statement()
    except (DatabaseError, InterfaceError) as error:
        logger.warning("the database does not answer: %s", error)
    finally:
        close_old_connections()
