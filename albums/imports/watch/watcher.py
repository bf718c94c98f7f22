"""Look at a folder again and again, and import the files that appear in it."""

import hashlib
import os
import time
from contextlib import closing, suppress
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections
from django.utils.translation import gettext as _

from accounts.notices.models import Notice
from accounts.notices.notify import notify_owners
from albums.imports import messages
from albums.imports.destination import ImportImpossible
from albums.imports.file_reader import FileStillChanging, clean_name
from albums.imports.file_walk import FileWalk, Obstacle, escape_for_terminal
from albums.imports.importer import list_own_folders
from albums.imports.run import FileStatus, ImportRun, load_names_and_sizes
from albums.imports.watch.imported_files import ImportedFiles
from albums.imports.watch.retry_delays import RetryDelays
from albums.imports.watch.settled_files import SettledFiles
from albums.models import Album
from assets.storage import vault

STATUSES_IN_ALBUM = {FileStatus.NEW, FileStatus.DUPLICATE, FileStatus.RESTORED}
# A deleted photo stays in the trash for 30 days, and its name is known for as long.
RECENT_SECONDS = 30 * 24 * 3600
SAVE_SECONDS = 10.0
# Pause ten times as long as the last look took: a large tree must not keep the disk busy.
PAUSES_PER_LOOK = 10


class FolderWatcher:
    """Watch one folder for one album. Nothing in the folder is changed, moved or removed."""

    def __init__(self, folder, destination, console, stop, options):
        self.folder, self.destination = folder, destination
        self.console, self.stop, self.options = console, stop, options
        self.album = self.user = self.imported = None
        self._delays = RetryDelays()
        self._is_folder_missing = False
        self._error_type = None
        self._saved_at = time.monotonic()

    def watch(self, every, settle):
        """Look every EVERY seconds until stopped; import files unchanged for SETTLE seconds."""
        settled_files = SettledFiles(settle)
        vault.sweep_incoming()
        while not self.stop.is_set:
            seconds = self._look(settled_files)
            # A watcher runs for months, and the database may have closed the connection.
            close_old_connections()
            self.stop.wait(max(every, PAUSES_PER_LOOK * seconds))

    def _look(self, settled_files):
        """Import what has settled; return how many seconds it took to walk the folder."""
        started, seconds = time.monotonic(), 0.0
        try:
            if self.album is None:
                self._prepare()
            files = self._list_files()
            seconds = time.monotonic() - started
            settled = settled_files.pick(files, time.monotonic(), time.time())
            self._report_error(self._import(settled) if settled else None)
        except (OperationalError, InterfaceError) as error:
            self._report_error(error)
        return seconds

    def _prepare(self):
        self.user = self.destination.person()
        self.album = self.destination.album(self.user)
        known = load_names_and_sizes(self.album)
        self.imported = ImportedFiles(_build_cache_path(self.folder, self.album))
        self.imported.forget_missing(
            lambda path, size: (clean_name(path), size) in known, time.time() - RECENT_SECONDS
        )
        self.console.say(
            _("Watching %(folder)s. New files are added to %(album)s.")
            % {
                "folder": escape_for_terminal(str(self.folder)),
                "album": escape_for_terminal(self.album.title),
            }
        )

    def _list_files(self):
        """Return the files to import now; none while the folder itself is missing."""
        if self._check_missing():
            return []
        items = list(FileWalk([self.folder], list_own_folders()))
        obstacles = [item for item in items if isinstance(item, Obstacle)]
        files = [item for item in items if not isinstance(item, Obstacle)]
        self._delays.keep_only(item.path for item in items)
        # An empty folder may be the mount point of a disk that was taken out, and an obstacle may
        # hide a whole subfolder. Neither is a reason to forget files.
        if files and not obstacles:
            self.imported.keep_only(files)
        for obstacle in obstacles:
            if self._delays.add_obstacle(obstacle.path, messages.describe_obstacle(obstacle)):
                self.console.report_obstacle(obstacle)
        now = time.monotonic()
        return [
            source
            for source in files
            if not self.imported.contains(source) and not self._delays.is_delayed(source, now)
        ]

    def _check_missing(self):
        was_missing, self._is_folder_missing = self._is_folder_missing, not _is_folder(self.folder)
        if self._is_folder_missing != was_missing:
            sentence = (
                _("%s is unavailable. Waiting for it to come back.")
                if self._is_folder_missing
                else _("%s is available again.")
            )
            self.console.say(sentence % escape_for_terminal(str(self.folder)))
        return self._is_folder_missing

    def _import(self, files):
        """Import the files; return the error that ended the run, if any."""
        self.console.begin(files)
        run = ImportRun(self.album, self.user, self.stop, self.options)
        tick = lambda: self.console.show_import_progress(run.bytes_in_flight)  # noqa: E731
        with closing(run.import_files(files, tick)) as results:
            for result in results:
                self._record(result)
        self.imported.save()
        if STATUSES_IN_ALBUM & set(self.console.tally.counts):
            self.console.print_summary(self.album.title)
        return run.fatal_error

    def _record(self, result):
        if result.status in STATUSES_IN_ALBUM:
            self.imported.add(result.source, time.time())
        elif self._is_temporary(result) or not self._is_unreported(result):
            return
        self.console.report_result(result)
        if time.monotonic() - self._saved_at >= SAVE_SECONDS:
            self.imported.save()
            self._saved_at = time.monotonic()

    def _is_temporary(self, result):
        """Return whether the file is still being written or was removed: no reason to complain."""
        return isinstance(result.error, FileStillChanging) or not _path_exists(result.source.path)

    def _is_unreported(self, result):
        is_final = result.status == FileStatus.REFUSED
        sentence = messages.describe_error(result.error)
        return self._delays.add(result.source, sentence, time.monotonic(), is_final)

    def _report_error(self, error):
        """Report an error once when it begins and once when it is over."""
        if isinstance(error, Album.DoesNotExist):
            raise ImportImpossible(_("The album no longer exists.")) from error
        last_type, self._error_type = self._error_type, type(error) if error else None
        if self._error_type is last_type:
            return
        if error is None:
            self.console.say(_("Continuing."))
            return
        self.console.print_error(messages.format_waiting(error, self.console.tally))
        if isinstance(error, vault.DiskFull):
            self._notify_owners()

    def _notify_owners(self):
        text = _("The disk is full: new files in %(folder)s can't be added to %(album)s.")
        names = {"folder": escape_for_terminal(str(self.folder)), "album": self.album.title}
        # The notice is an extra: the log has the error already.
        with suppress(DatabaseError):
            notify_owners(Notice.Kind.PROBLEM, text % names)


def _build_cache_path(folder, album):
    name = hashlib.sha256(os.fsencode(folder.resolve()) + album.pk.bytes).hexdigest()
    return Path(settings.DATA) / "watching" / f"{name[:32]}.json"


def _is_folder(path):
    with suppress(OSError):
        return path.is_dir()
    return False


def _path_exists(path):
    with suppress(OSError):
        return Path(path).exists()
    return False
