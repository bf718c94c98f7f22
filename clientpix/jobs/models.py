from django.db import models
from django.db.models import Q
from django.utils import timezone

from clientpix.jobs.queue import JobQuerySet


class Job(models.Model):
    """One call of a task. While it runs, a worker holds it for the time of a lease."""

    class State(models.TextChoices):
        READY = "ready"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    task = models.CharField(max_length=255)
    queue = models.CharField(max_length=32)
    priority = models.SmallIntegerField(default=0)
    args = models.JSONField(default=list)
    kwargs = models.JSONField(default=dict)
    dedupe_key = models.CharField(max_length=64, blank=True)
    rerun_requested = models.BooleanField(
        default=False, help_text="Enqueued once more while it ran."
    )
    state = models.CharField(max_length=9, choices=State, default=State.READY)
    run_after = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    attempted_at = models.DateTimeField(null=True)
    progressed_at = models.DateTimeField(null=True, help_text="When it last made progress.")
    finished_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(
        max_length=64, blank=True, help_text="The worker that runs it or ran it last."
    )
    lease_until = models.DateTimeField(null=True)
    done_steps = models.PositiveIntegerField(default=0)
    all_steps = models.PositiveIntegerField(default=0)
    result = models.JSONField(null=True)
    errors = models.JSONField(default=list)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dedupe_key"],
                condition=Q(state__in=["ready", "running"]) & ~Q(dedupe_key=""),
                name="job_wanted_once",
            ),
        ]
        indexes = [
            models.Index(
                models.F("priority").desc(),
                "run_after",
                "id",
                condition=Q(state="ready"),
                name="job_next",
            ),
            models.Index(
                fields=["worker"], condition=Q(lease_until__isnull=False), name="job_worker"
            ),
            models.Index(fields=["state", "finished_at"], name="job_finished"),
        ]

    def __str__(self):
        return f"{self.task.rpartition('.')[2]} {self.pk}"


class WorkerPoolQuerySet(models.QuerySet):
    def count_workers(self, host, since):
        """Count the workers on HOST whose supervisor has sent a heartbeat since SINCE."""
        pools = self.filter(host=host, seen_at__gte=since)
        return pools.aggregate(workers=models.Sum("workers", default=0))["workers"]


class WorkerPool(models.Model):
    """The worker pool of one host: a supervisor that sends heartbeats, and its workers."""

    name = models.CharField(max_length=64, primary_key=True)
    host = models.CharField(max_length=255)
    workers = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    objects = WorkerPoolQuerySet.as_manager()

    def __str__(self):
        return self.name


class PeriodicTask(models.Model):
    """A periodic task and when it is due next."""

    task = models.CharField(max_length=255, primary_key=True)
    next_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return self.task
