"""Enqueue periodic tasks. However many supervisors run, each task is enqueued once per period."""

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from clientpix.jobs.models import PeriodicTask


def enqueue_due_tasks(now):
    """Enqueue every periodic task that is due, and forget those removed from the settings."""
    next_times = dict(PeriodicTask.objects.values_list("task", "next_at"))
    for task, every in settings.PERIODIC_TASKS.items():
        if task not in next_times:
            PeriodicTask.objects.get_or_create(task=task, defaults={"next_at": now})
        if next_times.get(task, now) <= now:
            _enqueue_once(task, now, now + every)
    if removed := next_times.keys() - settings.PERIODIC_TASKS.keys():
        PeriodicTask.objects.filter(task__in=removed).delete()


def _enqueue_once(task, now, next_at):
    # The update succeeds in only one supervisor, and its transaction enqueues the job as well.
    with transaction.atomic():
        if PeriodicTask.objects.filter(task=task, next_at__lte=now).update(next_at=next_at):
            import_string(task).enqueue()
