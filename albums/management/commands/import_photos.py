import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from albums.imports import importer, messages
from albums.imports.console import Console
from albums.imports.destination import Destination, ImportImpossible
from albums.imports.processing.processing_run import ProcessingRun, filter_assets_in
from albums.imports.run import ImportOptions
from albums.imports.stop_signal import StopSignal

MAX_JOBS = 64
DEFAULT_JOBS = min(settings.CPU_COUNT, MAX_JOBS)


class Command(BaseCommand):
    help = (
        "Import photos and videos from this machine into an album and prepare them for viewing. "
        "Run the command again to continue. Exit status 0 if every file is in the album, even "
        "without a preview; 1 if a file isn't; 130 if the command was stopped."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument(
            "--album", required=True, metavar="TITLE", help="The album; created if missing."
        )
        parser.add_argument(
            "--jobs", type=int, default=DEFAULT_JOBS, help="Number of threads that read files."
        )
        parser.add_argument(
            "--sections", action="store_true", help="Make a section of each folder in PATH."
        )
        parser.add_argument(
            "--later", action="store_true", help="Let the server's workers prepare the files."
        )
        parser.add_argument(
            "--owner",
            default="",
            metavar="EMAIL",
            help="The user who imports; by default the first owner.",
        )

    def handle(self, paths, album, jobs, owner, **options):
        if not 1 <= jobs <= MAX_JOBS:
            raise CommandError(f"--jobs must be from 1 to {MAX_JOBS}.")
        console = Console(self.stdout, self.stderr)
        with StopSignal().listen() as stop:
            try:
                roots = importer.check_sources(paths)
                import_options = ImportOptions(jobs, options["sections"])
                destination = Destination(album, owner)
                then = _skip_processing if options["later"] else _build_processing(console, stop)
                exit_code = importer.import_paths(
                    roots, destination, console, stop, import_options, then
                )
            except (ImportImpossible, OSError) as error:
                raise CommandError(str(error)) from error
            except DatabaseError as error:
                raise CommandError(messages.describe_database_error(error)) from error
        if exit_code:
            sys.exit(exit_code)


def _skip_processing(album):
    return 0


def _build_processing(console, stop):
    started = timezone.now()

    def process(album):
        processing = ProcessingRun(filter_assets_in(album), console, stop)
        processing.requeue_unfinished(before=started)
        return processing.run()

    return process
