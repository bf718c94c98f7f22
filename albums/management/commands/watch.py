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

# Shorter than that of an import: the watcher reports the problem and tries again anyway.
RETRY_SECONDS = 5.0


class Command(BaseCommand):
    help = (
        "Watch a folder and import the files that appear in it, until the command is stopped. "
        "The server's workers prepare them."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument(
            "--album", required=True, metavar="TITLE", help="The album; created if missing."
        )
        parser.add_argument(
            "--owner",
            default="",
            metavar="EMAIL",
            help="The user who imports; by default the first owner.",
        )
        parser.add_argument(
            "--sections", action="store_true", help="Make a section of each folder in DIR."
        )
        parser.add_argument(
            "--every", type=float, default=2.0, metavar="SECONDS", help="How often to look."
        )
        parser.add_argument(
            "--settle",
            type=float,
            default=5.0,
            metavar="SECONDS",
            help="How long a file must stay unchanged before it is imported.",
        )

    def handle(self, folder, album, owner, **options):
        every, settle = options["every"], options["settle"]
        if not (0 < every < math.inf and 0 <= settle < math.inf):
            raise CommandError("--every must be above 0 and --settle at least 0 seconds.")
        console = Console(self.stdout, self.stderr)
        import_options = ImportOptions(settings.CPU_COUNT, options["sections"], RETRY_SECONDS)
        with StopSignal().listen() as stop:
            try:
                importer.check_sources([folder])
                if not folder.is_dir():
                    raise ImportImpossible(f"{escape_for_terminal(str(folder))} isn't a folder.")
                destination = Destination(album, owner)
                watcher = FolderWatcher(folder, destination, console, stop, import_options)
                watcher.watch(every, settle)
            except (ImportImpossible, OSError) as error:
                raise CommandError(str(error)) from error
            except DatabaseError as error:
                raise CommandError(messages.describe_database_error(error)) from error
