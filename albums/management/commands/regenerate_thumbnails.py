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
        "Make previews again where they are missing, where one of their files is missing, and "
        "where they were made in an older way. Existing files stay, so a second run has nothing "
        "to do. Exit status 1 if a file couldn't be prepared; 130 if the command was stopped, in "
        "which case the server or another run finishes the work."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument(
            "--album", default="", metavar="SLUG", help="Only the album with this address."
        )
        parser.add_argument(
            "--missing", action="store_true", help="Only files that have no preview at all."
        )

    def handle(self, album, missing, **options):
        console = Console(self.stdout, self.stderr)
        try:
            with StopSignal().listen() as stop:
                assets = retry(lambda: _select_assets(album), stop)
                exit_code = _regenerate(assets, missing, console, stop)
        except OSError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(messages.describe_database_error(error)) from error
        if exit_code:
            sys.exit(exit_code)


def _select_assets(slug):
    if not slug:
        return Asset.objects.living()
    album = Album.objects.alive().filter(slug=slug).first()
    if album is None:
        raise CommandError(_("No album has the address %s.") % slug)
    return filter_assets_in(album)


def _regenerate(assets, is_missing_only, console, stop):
    # Without this check every rendition would count as missing while the disk isn't mounted.
    if assets.exists() and not vault.stat(paths.ORIGINALS):
        raise CommandError(_("No originals found in %s. Is the disk mounted?") % settings.PHOTOS)

    def report_progress(done, total):
        console.show_progress(done / total, [report.format_checked(done, total)])

    counts = retry(
        lambda: regeneration.request_renditions(assets, is_missing_only, report_progress), stop
    )
    console.say(report.format_regenerating(counts))
    processing = ProcessingRun(assets, console, stop)
    if processing.run() == EXIT_STOPPED:
        return EXIT_STOPPED
    return 1 if processing.failed else 0
