"""Import everything below some folders into an album, once."""

from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from albums.imports.destination import ImportImpossible
from albums.imports.file_walk import FileWalk, Obstacle, escape_for_terminal
from albums.imports.retrying import retry
from albums.imports.run import ImportRun
from assets.storage import vault

EXIT_STOPPED = 130


def list_own_folders():
    """Return the folders of this installation; their files were imported before."""
    return [Path(settings.DATA), Path(settings.PHOTOS)]


def check_sources(paths):
    """Return the paths, or raise ImportImpossible if one of them can't be imported."""
    own_folders = [folder.resolve() for folder in list_own_folders()]
    for path in paths:
        printable = escape_for_terminal(str(path))
        try:
            path.stat()
        except OSError as error:
            raise ImportImpossible(
                _("%(path)s: %(error)s.") % {"path": printable, "error": error.strerror}
            ) from error
        if any(path.resolve().is_relative_to(folder) for folder in own_folders):
            raise ImportImpossible(
                _("%s is in the data folder. Its photos are already in Client Pix.") % printable
            )
    return paths


def import_paths(roots, destination, console, stop, options, then=lambda album: 0):  # noqa: PLR0913
    """Import the roots and return the exit status: 0 only if every file is in the album now.

    THEN is called with the album when all files are safe; its return value may set the status.
    """
    # Remove the copies that a killed import has left behind.
    vault.sweep_incoming()
    user = retry(destination.person, stop)
    files = _find_files(roots, console, stop)
    if stop.is_set:
        console.print_stopped(None)
        return EXIT_STOPPED
    if not files and not console.tally.has_problems:
        console.say(_("Nothing to import: no files found."))
        return 0
    album = retry(lambda: destination.album(user), stop)
    return _import_files(ImportRun(album, user, stop, options), files, console, then)


def _find_files(roots, console, stop):
    walk = FileWalk(roots, list_own_folders())
    files = []
    for item in walk:
        if stop.is_set:
            break
        if isinstance(item, Obstacle):
            console.report_obstacle(item)
        else:
            files.append(item)
    console.set_expected(files, walk.skipped)
    return files


def _import_files(run, files, console, then):
    # Closing the generator removes the copies of files that were read but not acknowledged.
    with closing(
        run.import_files(files, lambda: console.show_import_progress(run.bytes_in_flight))
    ) as results:
        for result in results:
            console.report_result(result)
    console.print_summary(run.album.title)
    remaining_files, _bytes = console.tally.remaining
    if run.fatal_error or (run.stop.is_set and remaining_files):
        console.print_stopped(run.fatal_error)
        return 1 if run.fatal_error else EXIT_STOPPED
    # Only now: the card can be removed early, and reading never competes with processing.
    exit_code = then(run.album)
    return 1 if console.tally.has_problems else exit_code
