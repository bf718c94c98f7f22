import socket
from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.tasks import task_backends
from django.utils import timezone

from clientpix.jobs.backend import DatabaseBackend
from clientpix.jobs.models import WorkerPool
from clientpix.jobs.workers.pool import PoolSupervisor
from clientpix.jobs.workers.worker import Worker
from clientpix.processes import db_connections

RECENTLY = timedelta(seconds=15)


class Command(BaseCommand):
    help = "Run queued jobs with several supervised processes, until stopped."

    def add_arguments(self, parser):
        parser.add_argument(
            "--processes", type=int, default=settings.WORKERS, help="How many workers to run."
        )
        parser.add_argument("--queues", nargs="+", default=[], help="Only these queues.")
        parser.add_argument("--until-done", action="store_true", help="Stop when no job is due.")
        parser.add_argument("--alone", metavar="NAME", help="Run one unsupervised worker.")

    def handle(self, processes, queues, alone, until_done, **options):
        _validate_options(processes, queues)
        if alone:
            db_connections.use_single_connection()
            return Worker(alone, queues).work()
        db_connections.use_short_timeouts()
        if until_done:
            processes = max(1, processes - _count_workers_on_this_host())
        return PoolSupervisor(processes, queues, until_done=until_done).run()


def _count_workers_on_this_host():
    """Count the workers of a server on this machine: they use the same cores for the same jobs."""
    return WorkerPool.objects.count_workers(socket.gethostname(), timezone.now() - RECENTLY)


def _validate_options(processes, queues):
    every = task_backends.all()
    ours = [backend for backend in every if isinstance(backend, DatabaseBackend)]
    if not ours:
        raise CommandError("CLIENTPIX_TASKS names another task back end. Run its own workers.")
    if not 1 <= processes <= 256:
        raise CommandError("--processes must be from 1 to 256.")
    if unknown := set(queues) - ours[0].queues:
        raise CommandError(f"Unknown queue: {', '.join(sorted(unknown))}.")
