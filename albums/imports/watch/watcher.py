"""A folder that is looked at again and again: what appears in it is brought into an album."""

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

STATUSES_IN_ALBUM = {FileStatus.NEW, FileStatus.HERE, FileStatus.REVIVED}
RECENT_SECONDS = 30 * 24 * 3600  # so long a deleted picture waits in the trash, and is still known
SAVE_SECONDS = 10.0


class FolderWatcher:
    """Only looks and reads: nothing in the folder is ever changed, moved or removed."""

    def __init__(self, folder, destination, console, halt, how):
        self.folder, self.destination = folder, destination
        self.console, self.halt, self.how = console, halt, how
        self.album = self.by = self.memory = None
        self._setbacks = RetryDelays()
        self._is_away = False
        self._trouble = None
        self._saved = time.monotonic()

    def go_on(self, every, settle):
        """Look every so often, until told to stop; take what was left alone for so long."""
        settling = SettledFiles(settle)
        vault.sweep_incoming()
        while not self.halt.has_come:
            looked = self._look(settling)
            close_old_connections()
            # A large tree is not looked at all the time.
            self.halt.wait(max(every, 10 * looked))

    def _look(self, settling):
        """How long it took to see what there is."""
        began, spent = time.monotonic(), 0.0
        try:
            if self.album is None:
                self._settle_in()
            files = self._files()
            spent = time.monotonic() - began
            ripe = settling.ripe(files, time.monotonic(), time.time())
            self._note_trouble(self._bring(ripe) if ripe else None)
        except (OperationalError, InterfaceError) as error:
            self._note_trouble(error)
        return spent

    def _settle_in(self):
        self.by = self.destination.person()
        self.album = self.destination.album(self.by)
        known = load_names_and_sizes(self.album)
        self.memory = ImportedFiles(_build_memory_path(self.folder, self.album))
        self.memory.doubt(
            lambda path, size: (clean_name(path), size) in known, time.time() - RECENT_SECONDS
        )
        self.console.say(
            _("Watching %(folder)s for %(album)s.")
            % {
                "folder": escape_for_terminal(str(self.folder)),
                "album": escape_for_terminal(self.album.title),
            }
        )

    def _files(self):
        """What is there and not in yet; nothing while the folder itself is away."""
        if self._has_gone():
            return []
        walk = list(FileWalk([self.folder], list_own_folders()))
        obstacles = [met for met in walk if isinstance(met, Obstacle)]
        files = [met for met in walk if not isinstance(met, Obstacle)]
        self._setbacks.keep_only(met.path for met in walk)
        if files and not obstacles:
            self.memory.keep_only(files)
        for obstacle in obstacles:
            if self._setbacks.is_first_at(obstacle.path, messages.describe_obstacle(obstacle)):
                self.console.obstacle(obstacle)
        moment = time.monotonic()
        return [
            found
            for found in files
            if not self.memory.knows(found) and not self._setbacks.hold_back(found, moment)
        ]

    def _has_gone(self):
        was_away, self._is_away = self._is_away, not _is_folder(self.folder)
        if self._is_away != was_away:
            sentence = _("%s is away. Waiting for it.") if self._is_away else _("%s is back.")
            self.console.say(sentence % escape_for_terminal(str(self.folder)))
        return self._is_away

    def _bring(self, files):
        self.console.begin(files)
        run = ImportRun(self.album, self.by, self.halt, self.how)
        tick = lambda: self.console.progress(run.bytes_in_flight)  # noqa: E731
        with closing(run.bring(files, tick)) as results:
            for result in results:
                self._note(result)
        self.memory.save()
        if STATUSES_IN_ALBUM & set(self.console.tally.counts):
            self.console.summary(self.album.title)
        return run.trouble

    def _note(self, result):
        if result.verdict in STATUSES_IN_ALBUM:
            self.memory.note(result.found, time.time())
        elif self._is_passing(result) or not self._is_news(result):
            return
        self.console.result(result)
        if time.monotonic() - self._saved >= SAVE_SECONDS:
            self.memory.save()
            self._saved = time.monotonic()

    def _is_passing(self, result):
        """It is still being written, or was taken away: it comes when it comes."""
        return isinstance(result.error, FileStillChanging) or not _path_exists(result.found.path)

    def _is_news(self, result):
        is_final = result.verdict == FileStatus.REFUSED
        sentence = messages.describe_error(result.error)
        return self._setbacks.is_news(result.found, sentence, time.monotonic(), is_final)

    def _note_trouble(self, trouble):
        """Once when it begins, and once when it is over."""
        if isinstance(trouble, Album.DoesNotExist):
            raise ImportImpossible(_("The album is gone.")) from trouble
        before, self._trouble = self._trouble, type(trouble) if trouble else None
        if self._trouble is before:
            return
        if trouble is None:
            self.console.say(_("Going on."))
            return
        self.console.complain(messages.format_waiting(trouble, self.console.tally))
        if isinstance(trouble, vault.DiskFull):
            self._tell_owners()

    def _tell_owners(self):
        text = _("The disk is full: what appears in %(folder)s cannot get into %(album)s.")
        said = {"folder": escape_for_terminal(str(self.folder)), "album": self.album.title}
        with suppress(DatabaseError):
            notify_owners(Notice.Kind.TROUBLE, text % said)


def _build_memory_path(folder, album):
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
