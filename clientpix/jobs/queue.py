"""QuerySet methods that select jobs and change their state, for SQLite and PostgreSQL.

Every change of state is one statement, so two workers never both succeed with the same change.
"""

from datetime import timedelta

from django.db import IntegrityError, connections, models, transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Greatest, Least

MAX_ERRORS = 5

CLAIM_SQL = """
UPDATE jobs_job
SET state = 'running', worker = %s, attempts = attempts + 1, lease_until = %s, attempted_at = %s,
    progressed_at = %s, started_at = COALESCE(started_at, %s), done_steps = 0, all_steps = 0
WHERE state = 'ready' AND id = (
    SELECT id FROM jobs_job WHERE state = 'ready' AND run_after <= %s {queues}
    ORDER BY priority DESC, run_after, id LIMIT 1 {locking}
)
RETURNING *
"""


class JobQuerySet(models.QuerySet):
    def ready(self):
        return self.filter(state="ready")

    def running(self):
        return self.filter(state="running")

    def unfinished(self):
        return self.filter(state__in=["ready", "running"])

    def cancelled(self):
        return self.filter(state="cancelled")

    def finished(self):
        return self.filter(state__in=["done", "failed", "cancelled"])

    def in_queues(self, queues):
        """Filter by queue name. Without names, keep the jobs of every queue."""
        return self.filter(queue__in=queues) if queues else self.all()

    def due(self, now, queues=()):
        return self.ready().filter(run_after__lte=now).in_queues(queues)

    def held_by(self, names):
        """Filter the jobs that these workers are running, including those cancelled meanwhile."""
        return self.filter(worker__in=names, lease_until__isnull=False)

    def abandoned(self, now):
        return self.running().filter(lease_until__lt=now)

    def current_attempt(self, job):
        """Filter JOB if it still belongs to the same worker and the same attempt."""
        # The attempt is compared as well: a worker may lose a job and claim it again.
        return self.running().filter(pk=job.pk, worker=job.worker, attempts=job.attempts)

    def add_or_merge(self, job):
        """Save JOB, or update an equal unfinished job instead, and return the row that counts."""
        if not job.dedupe_key:
            job.save(force_insert=True, using=self.db)
            return job
        twins = self.unfinished().filter(dedupe_key=job.dedupe_key)
        while True:
            # A job that is running may have read its data already, so it must run once more.
            if twins.update(
                rerun_requested=Case(
                    When(state="running", then=True), default=F("rerun_requested")
                ),
                priority=Greatest(F("priority"), job.priority),
                run_after=Case(
                    When(
                        state="running", rerun_requested=False, then=_datetime_value(job.run_after)
                    ),
                    default=Least(F("run_after"), _datetime_value(job.run_after)),
                ),
            ):
                if twin := twins.first():
                    return twin
                continue  # it finished between the two statements
            try:
                with transaction.atomic(using=self.db):
                    job.save(force_insert=True, using=self.db)
            except IntegrityError:
                # Somebody else added the same job just now: update theirs. Without such a job,
                # the error has another cause.
                if not twins.exists():
                    raise
                continue
            return job

    def claim(self, worker, now, lease, queues=()):
        """Assign the most urgent due job to WORKER and return it, or return None."""
        connection = connections[self.db]
        sql = CLAIM_SQL.format(
            queues=f"AND queue IN ({', '.join(['%s'] * len(queues))})" if queues else "",
            locking="FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else "",
        )
        until, moment = map(connection.ops.adapt_datetimefield_value, (now + lease, now))
        params = [worker, until, moment, moment, moment, moment, *queues]
        return next(iter(list(self.raw(sql, params))), None)

    def renew_leases(self, names, until):
        """Renew the leases of the jobs that these workers are running."""
        # A row that is locked just now waits for the next heartbeat, so that a heartbeat never
        # waits itself.
        with transaction.atomic(using=self.db):
            free = self.running().filter(worker__in=names).select_for_update(skip_locked=True)
            return self.filter(pk__in=list(free.values_list("pk", flat=True))).update(
                lease_until=until
            )

    def report(self, done, of, now):
        """Record progress."""
        # The time limit counts from the last progress, so long work that advances is not stopped.
        has_moved = When(done_steps__lt=done, then=_datetime_value(now))
        progressed_at = Case(has_moved, default=F("progressed_at"))
        return self.update(done_steps=done, all_steps=of, progressed_at=progressed_at)

    def succeed(self, job, result, now):
        """Store RESULT. Return 0 if the lease was lost and another worker's result counts."""
        outcome = {"result": Value(result, models.JSONField())}
        return self.current_attempt(job).update(**_finished_fields(now, "done"), **outcome)

    def fail(self, job, error, now, retry_at):
        """Record ERROR, and schedule another attempt for RETRY_AT or mark the job as failed."""
        errors = [*job.errors, {**error, "worker": job.worker}][-MAX_ERRORS:]
        if retry_at:
            return self.current_attempt(job).update(**_ready_fields(retry_at), errors=errors)
        return self.current_attempt(job).update(**_finished_fields(now, "failed"), errors=errors)

    def give_back(self, names, now):
        """Return the jobs of stopped workers to the queue, without counting the attempt."""
        return (
            self.running()
            .filter(worker__in=names)
            .update(**_ready_fields(now), attempts=F("attempts") - 1)
        )

    def release_cancelled(self, names):
        """End the leases of cancelled jobs that these workers no longer run."""
        return self.filter(worker__in=names, state="cancelled").update(lease_until=None)

    def cancel(self, now):
        """Cancel unfinished jobs."""
        # The lease of a running job stays: it tells the supervisor which worker to stop.
        return self.unfinished().update(
            state="cancelled",
            finished_at=now,
            rerun_requested=False,
            lease_until=Case(When(state="running", then=F("lease_until"))),
        )

    def retry(self, now):
        """Queue failed and cancelled jobs again, unless an equal one is unfinished."""
        started = 0
        is_released = Q(lease_until=None) | Q(lease_until__lt=now)
        ended = self.filter(is_released, state__in=["failed", "cancelled"])
        for pk in list(ended.values_list("pk", flat=True)):
            try:
                with transaction.atomic(using=self.db):
                    started += ended.filter(pk=pk).update(
                        **_ready_fields(now), attempts=0, finished_at=None, errors=[]
                    )
            except IntegrityError:  # an equal job is waiting or running
                continue
        return started

    def delete_old(self, now, done_after=timedelta(days=1), failed_after=timedelta(days=30)):
        old = Q(state="done", finished_at__lt=now - done_after)
        older = Q(state__in=["failed", "cancelled"], finished_at__lt=now - failed_after)
        return self.filter(old | older).delete()[0]


def _ready_fields(run_after):
    return {
        "state": "ready",
        "run_after": run_after,
        "lease_until": None,
        "rerun_requested": False,
    }


def _finished_fields(now, state):
    """Return the fields of a finished job, or of a ready one if it was enqueued while it ran."""
    return {
        "state": Case(When(rerun_requested=True, then=Value("ready")), default=Value(state)),
        "finished_at": Case(When(rerun_requested=False, then=_datetime_value(now))),
        "attempts": Case(
            When(rerun_requested=True, then=0),
            default=F("attempts"),
            output_field=models.IntegerField(),
        ),
        "run_after": Case(
            When(rerun_requested=True, then=F("run_after")), default=_datetime_value(now)
        ),
        "lease_until": None,
        "rerun_requested": False,
    }


def _datetime_value(value):
    return Value(value, models.DateTimeField())
