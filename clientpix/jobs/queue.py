"""The words in which jobs are spoken of; every change is one statement, true on both databases."""

from datetime import timedelta

from django.db import IntegrityError, connections, models, transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Greatest, Least

MAX_ERRORS = 5

CLAIM_SQL = """
UPDATE jobs_job
SET state = 'running', worker = %s, attempts = attempts + 1, lease_until = %s, attempted_at = %s,
    moved_at = %s, started_at = COALESCE(started_at, %s), done_steps = 0, all_steps = 0
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

    def wanted(self):
        return self.filter(state__in=["ready", "running"])

    def cancelled(self):
        return self.filter(state="cancelled")

    def finished(self):
        return self.filter(state__in=["done", "failed", "cancelled"])

    def in_queues(self, queues):
        """In these, or in any if none is named."""
        return self.filter(queue__in=queues) if queues else self.all()

    def due(self, now, queues=()):
        return self.ready().filter(run_after__lte=now).in_queues(queues)

    def of_workers(self, names):
        """What these workers hold, and what was cancelled under their hands."""
        return self.filter(worker__in=names, lease_until__isnull=False)

    def abandoned(self, now):
        return self.running().filter(lease_until__lt=now)

    def held(self, job):
        """The job while it is still this worker's and still this attempt: the fence."""
        return self.running().filter(pk=job.pk, worker=job.worker, attempts=job.attempts)

    def put(self, job):
        """Add a job, or join the equal one that is waiting: `again` if that one has begun."""
        if not job.once_key:
            job.save(force_insert=True, using=self.db)
            return job
        twins = self.wanted().filter(once_key=job.once_key)
        while True:
            if twins.update(
                again=Case(When(state="running", then=True), default=F("again")),
                priority=Greatest(F("priority"), job.priority),
                run_after=Case(
                    When(state="running", again=False, then=_datetime_value(job.run_after)),
                    default=Least(F("run_after"), _datetime_value(job.run_after)),
                ),
            ):
                if twin := twins.first():
                    return twin
                continue
            try:
                with transaction.atomic(using=self.db):
                    job.save(force_insert=True, using=self.db)
            except IntegrityError:
                if not twins.exists():
                    raise
                continue
            return job

    def claim(self, worker, now, lease, queues=()):
        """Take the most urgent job that is due, or None. Nobody else gets the same."""
        connection = connections[self.db]
        sql = CLAIM_SQL.format(
            queues=f"AND queue IN ({', '.join(['%s'] * len(queues))})" if queues else "",
            locking="FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else "",
        )
        until, moment = map(connection.ops.adapt_datetimefield_value, (now + lease, now))
        params = [worker, until, moment, moment, moment, moment, *queues]
        return next(iter(list(self.raw(sql, params))), None)

    def keep_alive(self, names, until):
        """A row that somebody else has locked just now is left for the next beat."""
        with transaction.atomic(using=self.db):
            free = self.running().filter(worker__in=names).select_for_update(skip_locked=True)
            return self.filter(pk__in=list(free.values_list("pk", flat=True))).update(
                lease_until=until
            )

    def report(self, done, of, now):
        """Whoever gets on with long work is not stopped for taking long."""
        has_moved = When(done_steps__lt=done, then=_datetime_value(now))
        moved_at = Case(has_moved, default=F("moved_at"))
        return self.update(done_steps=done, all_steps=of, moved_at=moved_at)

    def succeed(self, job, result, now):
        """0 rows: the lease was lost and somebody else's result counts."""
        outcome = {"result": Value(result, models.JSONField())}
        return self.held(job).update(**_finished_fields(now, "done"), **outcome)

    def fail(self, job, error, now, retry_at):
        """Put it back for another attempt; without a time for one it has failed, with reasons."""
        errors = [*job.errors, {**error, "worker": job.worker}][-MAX_ERRORS:]
        if retry_at:
            return self.held(job).update(**_ready_fields(retry_at), errors=errors)
        return self.held(job).update(**_finished_fields(now, "failed"), errors=errors)

    def give_back(self, names, now):
        """Jobs of workers that were told to stop: not their fault, so not an attempt."""
        return (
            self.running()
            .filter(worker__in=names)
            .update(**_ready_fields(now), attempts=F("attempts") - 1)
        )

    def let_go(self, names):
        """Cancelled jobs that no worker is at any more."""
        return self.filter(worker__in=names, state="cancelled").update(lease_until=None)

    def cancel(self, now):
        """Called off. Who is at it is stopped, and what it still says does not count."""
        return self.wanted().update(
            state="cancelled",
            finished_at=now,
            again=False,
            lease_until=Case(When(state="running", then=F("lease_until"))),
        )

    def retry(self, now):
        """From the beginning, unless the same is wanted already."""
        started = 0
        nobody_at_it = Q(lease_until=None) | Q(lease_until__lt=now)
        ended = self.filter(nobody_at_it, state__in=["failed", "cancelled"])
        for pk in list(ended.values_list("pk", flat=True)):
            try:
                with transaction.atomic(using=self.db):
                    started += ended.filter(pk=pk).update(
                        **_ready_fields(now), attempts=0, finished_at=None, errors=[]
                    )
            except IntegrityError:
                continue
        return started

    def forget(self, now, done_after=timedelta(days=1), failed_after=timedelta(days=30)):
        old = Q(state="done", finished_at__lt=now - done_after)
        older = Q(state__in=["failed", "cancelled"], finished_at__lt=now - failed_after)
        return self.filter(old | older).delete()[0]


def _ready_fields(run_after):
    return {"state": "ready", "run_after": run_after, "lease_until": None, "again": False}


def _finished_fields(now, state):
    """Finished, or at once ready again for who asked while it ran."""
    return {
        "state": Case(When(again=True, then=Value("ready")), default=Value(state)),
        "finished_at": Case(When(again=False, then=_datetime_value(now))),
        "attempts": Case(
            When(again=True, then=0), default=F("attempts"), output_field=models.IntegerField()
        ),
        "run_after": Case(When(again=True, then=F("run_after")), default=_datetime_value(now)),
        "lease_until": None,
        "again": False,
    }


def _datetime_value(value):
    return Value(value, models.DateTimeField())
