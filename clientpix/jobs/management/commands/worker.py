from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.tasks import task_backends

from clientpix.jobs.backend import Jobs
from clientpix.jobs.crew import JobCrew
from clientpix.jobs.worker import Worker

BRIEFLY = 1


class Command(BaseCommand):
    help = "Do the work that waits, with several supervised processes, until told to stop."

    def add_arguments(self, parser):
        parser.add_argument("--processes", type=int, default=settings.WORKERS)
        parser.add_argument("--queues", nargs="+", default=[], help="Only these queues.")
        parser.add_argument("--alone", metavar="NAME", help="One unsupervised worker.")

    def handle(self, processes, queues, alone, **options):
        _check(processes, queues)
        # A pool would start threads, and a worker that has threads cannot fork safely.
        connection.settings_dict["OPTIONS"].pop("pool", None)
        if alone:
            return Worker(alone, queues).work()
        if connection.vendor == "sqlite":
            # The supervisor must never stand and wait: a signal would have to wait with it.
            connection.settings_dict["OPTIONS"]["timeout"] = BRIEFLY
        return JobCrew(processes, queues).run()


def _check(processes, queues):
    ours = [backend for backend in task_backends.all() if isinstance(backend, Jobs)]
    if not ours:
        raise CommandError("CLIENTPIX_TASKS names another back end: run that one's workers.")
    if not 1 <= processes <= 256:
        raise CommandError("--processes must be from 1 to 256.")
    if strangers := set(queues) - ours[0].queues:
        raise CommandError(f"There is no queue {', '.join(sorted(strangers))}.")
