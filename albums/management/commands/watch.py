import math
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from albums.imports import importer, messages
from albums.imports.console import Console
from albums.imports.destination import Destination, ImportImpossible
from albums.imports.file_walk import escape_for_terminal
from albums.imports.run import ImportOptions
from albums.imports.stop_signal import StopSignal
from albums.imports.watch.watcher import FolderWatcher

RETRY_SECONDS = 5.0


class Command(BaseCommand):
    help = (
        "Bring what appears in a folder into an album, until told to stop. "
        "The server's workers develop it."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--album", required=True, metavar="TITLE", help="Made if missing.")
        parser.add_argument("--owner", default="", metavar="E-MAIL", help="Else the first owner.")
        parser.add_argument(
            "--sections", action="store_true", help="Each folder in DIR is a section."
        )
        parser.add_argument(
            "--every", type=float, default=2.0, metavar="SECONDS", help="How often to look."
        )
        parser.add_argument(
            "--settle",
            type=float,
            default=5.0,
            metavar="SECONDS",
            help="How long a file must have been left alone.",
        )

    def handle(self, folder, album, owner, **options):
        every, settle = options["every"], options["settle"]
        if not (0 < every < math.inf and 0 <= settle < math.inf):
            raise CommandError("--every and --settle are seconds, and time goes forward.")
        console = Console(self.stdout, self.stderr)
        how = ImportOptions(settings.CPU_COUNT, options["sections"], RETRY_SECONDS)
        with StopSignal().on_signals() as halt:
            try:
                importer.check_sources([folder])
                if not folder.is_dir():
                    raise ImportImpossible(f"{escape_for_terminal(str(folder))} is not a folder.")
                watch = FolderWatcher(folder, Destination(album, owner), console, halt, how)
                watch.go_on(every, settle)
            except (ImportImpossible, OSError) as error:
                raise CommandError(str(error)) from error
            except DatabaseError as error:
                raise CommandError(messages.describe_database_error(error)) from error
