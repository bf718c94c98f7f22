import socket
from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.tasks import task_backends
from django.utils import timezone

from clientpix.jobs.backend import Jobs
from clientpix.jobs.models import Crew
from clientpix.jobs.pool import JobCrew
from clientpix.jobs.worker import Worker
from clientpix.processes import db_connections

LATELY = timedelta(seconds=15)


class Command(BaseCommand):
    help = "Do the work that waits, with several supervised processes, until told to stop."

    def add_arguments(self, parser):
        parser.add_argument("--processes", type=int, default=settings.WORKERS)
        parser.add_argument("--queues", nargs="+", default=[], help="Only these queues.")
        parser.add_argument(
            "--until-done", action="store_true", help="End when nothing is due any more."
        )
        parser.add_argument("--alone", metavar="NAME", help="One unsupervised worker.")

    def handle(self, processes, queues, alone, until_done, **options):
        _check(processes, queues)
        if alone:
            db_connections.alone()
            return Worker(alone, queues).work()
        db_connections.impatient()
        if until_done:
            processes = max(1, processes - _at_work_here())
        return JobCrew(processes, queues, until_done=until_done).run()


def _at_work_here():
    """The workers of a server that runs on this machine do the same work with the same cores."""
    return Crew.objects.workers_at(socket.gethostname(), timezone.now() - LATELY)


def _check(processes, queues):
    ours = [backend for backend in task_backends.all() if isinstance(backend, Jobs)]
    if not ours:
        raise CommandError("CLIENTPIX_TASKS names another back end: run that one's workers.")
    if not 1 <= processes <= 256:
        raise CommandError("--processes must be from 1 to 256.")
    if strangers := set(queues) - ours[0].queues:
        raise CommandError(f"There is no queue {', '.join(sorted(strangers))}.")
