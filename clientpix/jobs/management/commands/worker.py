from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.tasks import task_backends

from clientpix import solitary
from clientpix.jobs.backend import Jobs
from clientpix.jobs.crew import JobCrew
from clientpix.jobs.worker import Worker


class Command(BaseCommand):
    help = "Do the work that waits, with several supervised processes, until told to stop."

    def add_arguments(self, parser):
        parser.add_argument("--processes", type=int, default=settings.WORKERS)
        parser.add_argument("--queues", nargs="+", default=[], help="Only these queues.")
        parser.add_argument("--alone", metavar="NAME", help="One unsupervised worker.")

    def handle(self, processes, queues, alone, **options):
        _check(processes, queues)
        if alone:
            solitary.alone()
            return Worker(alone, queues).work()
        solitary.impatient()
        return JobCrew(processes, queues).run()


def _check(processes, queues):
    ours = [backend for backend in task_backends.all() if isinstance(backend, Jobs)]
    if not ours:
        raise CommandError("CLIENTPIX_TASKS names another back end: run that one's workers.")
    if not 1 <= processes <= 256:
        raise CommandError("--processes must be from 1 to 256.")
    if strangers := set(queues) - ours[0].queues:
        raise CommandError(f"There is no queue {', '.join(sorted(strangers))}.")
