import sys
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import translation

from accounts.studio.models import the_studio
from albums.imports import importer
from albums.imports.console import Console
from albums.imports.destination import ImportImpossible
from albums.imports.stop_signal import StopSignal
from demo import album, progress
from demo.formats import dng
from demo.generation import DrawingOptions, count_processes
from demo.shoot import shots

MAX_MEGAPIXELS = 100


class Command(BaseCommand):
    help = "Fill an album with generated photos of a wedding. A second run adds what is missing."
    requires_system_checks = ()

    def add_arguments(self, parser):
        add = parser.add_argument
        add("--pictures", type=int, default=shots.PICTURES, metavar="N", help="How many photos.")
        add("--size", type=float, default=12.0, metavar="MEGAPIXELS", help="Size of each photo.")
        add("--seed", type=int, default=1, help="Another number gives other photos.")
        add("--jobs", type=int, default=count_processes(), help="How many processes to use.")
        add("--language", choices=dict(settings.LANGUAGES), help="Language of the titles.")
        add("--owner", default="", metavar="EMAIL", help="Default: the first owner.")
        add("--into", type=Path, metavar="DIR", help="Write files to DIR instead of an album.")

    def handle(self, pictures, size, seed, jobs, **options):
        if (
            not 0 < pictures <= shots.MAX_PICTURES
            or not 0 < size <= MAX_MEGAPIXELS
            or jobs < 1
            or seed < 0
        ):
            raise CommandError(
                f"--pictures must be from 1 to {shots.MAX_PICTURES}, --size at most "
                f"{MAX_MEGAPIXELS}, --jobs at least 1, and no value can be negative."
            )
        if not dng.is_available():
            raise CommandError(
                "The demo needs the Python package tifffile, which is not installed. Run "
                "./start.sh --demo, or: pip install --require-hashes -r requirements-demo.lock"
            )
        console = Console(self.stdout, self.stderr)
        try:
            with StopSignal().listen() as halt:
                code = _run_demo(
                    pictures, DrawingOptions(size, seed, jobs), options, console, halt
                )
        except (ImportImpossible, OSError) as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(f"The database is not available: {error}") from error
        except BrokenProcessPool as error:
            raise CommandError(
                "The system killed a drawing process. The memory may be full: try --jobs 1."
            ) from error
        except KeyboardInterrupt:
            code = importer.EXIT_STOPPED
        if code:
            sys.exit(code)


def _run_demo(pictures, way, options, console, halt):
    into = options["into"]
    with translation.override(options["language"] or _choose_language(into)):
        shoot = progress.filter_possible(shots.shoot(pictures), console)
        if into is None:
            return album.fill(shoot, way, options["owner"], console, halt)
        progress.draw_with_progress(shoot, into, way, console, halt)
        return importer.EXIT_STOPPED if halt.is_set else 0


def _choose_language(into):
    # Files for a folder must not need a database.
    return (not into and the_studio().language) or settings.LANGUAGE_CODE
