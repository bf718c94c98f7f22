"""The supervisor of the workers of one host.

It renews the leases of their jobs, so that a worker needs no second thread for it.
"""

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
from clientpix.jobs.models import Job, WorkerPool
from clientpix.jobs.workers import execution
from clientpix.processes.supervisor import ManagedProcess, Supervisor

logger = logging.getLogger(__name__)

STOP_GRACE = 2.5
HEARTBEAT_INTERVAL = 5.0
STALE_AFTER = timedelta(hours=1)


class WorkerCrash(Exception):
    """The worker process died while it ran the job."""


class TimeLimitExceeded(Exception):
    """The job was stopped because it made no progress for too long."""


class PoolSupervisor:
    """Starts, watches and stops workers; also takes over lost jobs and enqueues periodic tasks."""

    def __init__(self, workers, queues=(), *, until_done=False):
        self.name = f"{socket.gethostname()[:24]}-{os.getpid()}-{secrets.token_hex(4)}"
        self.queues, self.until_done = queues, until_done
        self.policy = execution.get_database_backend().policy
        self.processes = [
            ManagedProcess(
                f"worker {number + 1}", self._build_command, death_signal=signal.SIGKILL
            )
            for number in range(workers)
        ]
        self.supervisor = Supervisor(self.processes, STOP_GRACE, self._on_worker_exit)
        # Four heartbeats per lease: three may fail before another supervisor takes the jobs.
        self.heartbeat_interval = min(HEARTBEAT_INTERVAL, self.policy.lease / 4)
        self.next_heartbeat = 0.0
        self.last_heartbeat = self.steady_since = -math.inf

    def run(self):
        self.supervisor.stop_on_signals()
        self.supervisor.run(self._check, every=0.5)
        _ignore_database_errors(self._leave)

    def _build_command(self, process):
        queues = ["--queues", *self.queues] if self.queues else []
        manage = str(settings.BASE_DIR / "manage.py")
        return [sys.executable, manage, "worker", "--alone", self._worker_name(process), *queues]

    def _worker_names(self):
        return [self._worker_name(process) for process in self.processes]

    def _worker_name(self, process):
        return f"{self.name}.{self.processes.index(process) + 1}.{process.start_count}"

    def _check(self):
        _ignore_database_errors(self._stop_overdue_workers)
        if time.monotonic() >= self.next_heartbeat:
            self.next_heartbeat = time.monotonic() + self.heartbeat_interval
            _ignore_database_errors(self._send_heartbeat)
            if self.until_done:
                _ignore_database_errors(self._stop_if_done)

    def _stop_if_done(self):
        """Stop when nothing is due or running. Jobs that wait for a retry are left to others."""
        now = timezone.now()
        jobs = Job.objects.in_queues(self.queues)
        if not jobs.due(now).exists() and not jobs.running().exists():
            self.supervisor.stop()

    def _send_heartbeat(self):
        now = timezone.now()
        # Leases come first: after a while without the database our workers still run their jobs.
        lease = timedelta(seconds=self.policy.lease)
        Job.objects.renew_leases(self._worker_names(), now + lease)
        status = {"host": socket.gethostname(), "workers": len(self.processes), "seen_at": now}
        WorkerPool.objects.update_or_create(name=self.name, defaults=status)
        WorkerPool.objects.filter(seen_at__lt=now - STALE_AFTER).delete()
        if self._has_steady_heartbeat():
            self._fail_abandoned_jobs(now)
        periodic.enqueue_due_tasks(now)

    def _has_steady_heartbeat(self):
        """Return whether this supervisor has sent heartbeats without a gap for one lease."""
        # After a gap (no database, a machine that slept) other supervisors may have had one too.
        # They get the time of a lease to renew theirs, before their jobs are taken over.
        moment, lease = time.monotonic(), self.policy.lease
        if moment - self.last_heartbeat > lease / 2 and self.last_heartbeat > 0:
            self.steady_since = moment
        self.last_heartbeat = moment
        return moment - self.steady_since > lease

    def _fail_abandoned_jobs(self, now):
        """Queue jobs whose lease has expired again."""
        abandoned = Job.objects.abandoned(now)
        for job in abandoned[:100]:
            reason = "the lease expired: the worker or its machine is gone"
            # `abandoned` filters the statement too: the lease may have been renewed meanwhile.
            _fail_lost_job(abandoned, job, reason, now, self.policy)
        Job.objects.cancelled().filter(lease_until__lt=now).update(lease_until=None)

    def _stop_overdue_workers(self):
        """Kill workers whose job was cancelled or has made no progress for too long."""
        now = timezone.now()
        limit = timedelta(seconds=self.policy.time_limit)
        processes = {self._worker_name(process): process for process in self.processes}
        for job in Job.objects.held_by(processes):
            if job.state == Job.State.CANCELLED:
                if Job.objects.cancelled().held_by(processes).filter(pk=job.pk).exists():
                    processes[job.worker].kill()
            elif job.progressed_at < now - limit:
                error = execution.serialize_error(TimeLimitExceeded(f"stopped after {limit}"))
                if execution.fail_or_retry(job, error, now, self.policy):
                    processes[job.worker].kill()

    def _on_worker_exit(self, process, code):
        if not self.supervisor.is_stopping:
            name = self._worker_name(process)
            _ignore_database_errors(lambda: self._fail_job_of(name, code))

    def _fail_job_of(self, name, code):
        now = timezone.now()
        Job.objects.release_cancelled([name])
        for job in Job.objects.running().filter(worker=name):
            _fail_lost_job(
                Job.objects, job, f"the worker ended with code {code}", now, self.policy
            )

    def _leave(self):
        """Return the jobs of the stopped workers to the queue, and forget this pool."""
        names = self._worker_names()
        Job.objects.give_back(names, timezone.now())
        Job.objects.release_cancelled(names)
        WorkerPool.objects.filter(name=self.name).delete()


def _fail_lost_job(jobs, job, reason, now, policy):
    """Record a crash. The job is retried at once, while it has attempts left."""
    retry_at = policy.retry_at(job.attempts, now) and now
    jobs.fail(job, execution.serialize_error(WorkerCrash(reason)), now, retry_at)


def _ignore_database_errors(statement):
    """Run STATEMENT. If the database is not available, log that."""
    # Nothing is lost: it is tried again at the next check, or done when the lease expires.
    try:
        statement()
    except (DatabaseError, InterfaceError) as error:
        logger.warning("the database is not available: %s", error)
    finally:
        close_old_connections()
