"""Everything under some folders, brought into an album by one command that comes to an end."""

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
    """What lies here was brought already."""
    return [Path(settings.DATA), Path(settings.PHOTOS)]


def check_sources(paths):
    """The folders and files to bring, or why one of them cannot be."""
    own = [folder.resolve() for folder in list_own_folders()]
    for path in paths:
        try:
            path.stat()
        except OSError as error:
            said = {"path": escape_for_terminal(str(path)), "error": error.strerror}
            raise ImportImpossible(_("%(path)s: %(error)s.") % said) from error
        if any(path.resolve().is_relative_to(folder) for folder in own):
            raise ImportImpossible(
                _("%s lies in the data folder, whose pictures are here already.")
                % escape_for_terminal(str(path))
            )
    return paths


def import_paths(roots, destination, console, halt, how, then=lambda album: 0):  # noqa: PLR0913
    """The exit status: 0 only if every file that was found is in the album now.

    THEN is called when all of it is kept, and may have a status of its own.
    """
    vault.sweep_incoming()
    by = retry(destination.person, halt)
    files = _find_files(roots, console, halt)
    if halt.has_come:
        console.stopped(None)
        return EXIT_STOPPED
    if not files and not console.tally.has_trouble:
        console.say(_("There is nothing to bring in: no file was found."))
        return 0
    album = retry(lambda: destination.album(by), halt)
    return _import_files(ImportRun(album, by, halt, how), files, console, then)


def _find_files(roots, console, halt):
    walk = FileWalk(roots, list_own_folders())
    files = []
    for met in walk:
        if halt.has_come:
            break
        if isinstance(met, Obstacle):
            console.obstacle(met)
        else:
            files.append(met)
    console.expect(files, walk.left_out)
    return files


def _import_files(run, files, console, then):
    with closing(run.bring(files, lambda: console.progress(run.bytes_in_flight))) as results:
        for result in results:
            console.result(result)
    console.summary(run.album.title)
    rest, _bytes = console.tally.rest
    if run.trouble or (run.halt.has_come and rest):
        console.stopped(run.trouble)
        return 1 if run.trouble else EXIT_STOPPED
    code = then(run.album)
    return 1 if console.tally.has_trouble else code
