import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from albums.imports import messages
from albums.imports.console import Console
from albums.imports.processing import regeneration, report
from albums.imports.processing.processing_run import EXIT_STOPPED, ProcessingRun, filter_assets_in
from albums.imports.retrying import retry
from albums.imports.stop_signal import StopSignal
from albums.models import Album
from assets.models import Asset
from assets.storage import paths, vault


class Command(BaseCommand):
    help = (
        "Make renditions again: where there are none, where a file of them is missing, and where "
        "they are made in another way today. What is there stays, so a second run finds nothing "
        "to do. Exit code 1 if nothing could be made of a file that was tried, 130 if it was "
        "stopped; what was asked for is made all the same, by the server or by another run."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--album", default="", metavar="SLUG", help="Only of this album.")
        parser.add_argument(
            "--missing", action="store_true", help="Only where there is nothing to show at all."
        )

    def handle(self, album, missing, **options):
        console = Console(self.stdout, self.stderr)
        try:
            with StopSignal().on_signals() as halt:
                assets = retry(lambda: _select_assets(album), halt)
                code = _regenerate(assets, missing, console, halt)
        except OSError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(messages.describe_database_error(error)) from error
        if code:
            sys.exit(code)


def _select_assets(slug):
    if not slug:
        return Asset.objects.living()
    album = Album.objects.alive().filter(slug=slug).first()
    if album is None:
        raise CommandError(_("There is no album with the address %s.") % slug)
    return filter_assets_in(album)


def _regenerate(assets, is_missing_only, console, halt):
    if assets.exists() and not vault.stat(paths.ORIGINALS):
        where = settings.PHOTOS
        raise CommandError(_("No original is there. Is the disk mounted that holds %s?") % where)
    tell = lambda done, of: console.show(done / of, [report.format_checked(done, of)])  # noqa: E731
    asked = retry(lambda: regeneration.request_renditions(assets, is_missing_only, tell), halt)
    console.say(report.format_regenerating(asked))
    developing = ProcessingRun(assets, console, halt)
    if developing.go_on() == EXIT_STOPPED:
        return EXIT_STOPPED
    return 1 if developing.failed else 0
