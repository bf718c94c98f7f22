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
        "Bring photos and films of this machine into an album, and develop them. Running it again "
        "continues. Exit code 0 if every file is in the album, even one without a preview; 1 if "
        "one is not, 130 if it was stopped."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--album", required=True, metavar="TITLE", help="Made if missing.")
        parser.add_argument("--jobs", type=int, default=DEFAULT_JOBS, help="Threads that read.")
        parser.add_argument(
            "--sections", action="store_true", help="Each folder in PATH is a section."
        )
        parser.add_argument(
            "--later", action="store_true", help="Leave the developing to the server's workers."
        )
        parser.add_argument("--owner", default="", metavar="E-MAIL", help="Else the first owner.")

    def handle(self, paths, album, jobs, owner, **options):
        if not 1 <= jobs <= MAX_JOBS:
            raise CommandError(f"--jobs must be from 1 to {MAX_JOBS}.")
        console = Console(self.stdout, self.stderr)
        with StopSignal().on_signals() as halt:
            try:
                roots = importer.check_sources(paths)
                how, destination = (
                    ImportOptions(jobs, options["sections"]),
                    Destination(album, owner),
                )
                then = _skip_processing if options["later"] else _build_processing(console, halt)
                code = importer.import_paths(roots, destination, console, halt, how, then)
            except (ImportImpossible, OSError) as error:
                raise CommandError(str(error)) from error
            except DatabaseError as error:
                raise CommandError(messages.describe_database_error(error)) from error
        if code:
            sys.exit(code)


def _skip_processing(album):
    return 0


def _build_processing(console, halt):
    began = timezone.now()

    def develop(album):
        developing = ProcessingRun(filter_assets_in(album), console, halt)
        developing.ask_again(before=began)
        return developing.go_on()

    return develop
