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
from accounts.notices.notify import tell
from albums.imports import messages
from albums.imports.destination import Nowhere
from albums.imports.file_reader import Unsettled, name_of
from albums.imports.file_walk import Obstacle, Walk, shown
from albums.imports.importer import own_folders
from albums.imports.run import Run, Verdict, names_and_sizes
from albums.imports.watch.imported_files import Memory
from albums.imports.watch.retry_delays import Setbacks
from albums.imports.watch.settled_files import Settling
from albums.models import Album
from assets.storage import vault

IS_IN = {Verdict.NEW, Verdict.HERE, Verdict.REVIVED}
LATELY = 30 * 24 * 3600  # so long a deleted picture waits in the trash, and is still known
SAVE_EVERY = 10.0


class Watch:
    """Only looks and reads: nothing in the folder is ever changed, moved or removed."""

    def __init__(self, folder, destination, console, halt, how):
        self.folder, self.destination = folder, destination
        self.console, self.halt, self.how = console, halt, how
        self.album = self.by = self.memory = None
        self._setbacks = Setbacks()
        self._is_away = False
        self._trouble = None
        self._saved = time.monotonic()

    def go_on(self, every, settle):
        """Look every so often, until told to stop; take what was left alone for so long."""
        settling = Settling(settle)
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
        known = names_and_sizes(self.album)
        self.memory = Memory(_memory_of(self.folder, self.album))
        self.memory.doubt(lambda path, size: (name_of(path), size) in known, time.time() - LATELY)
        self.console.say(
            _("Watching %(folder)s for %(album)s.")
            % {"folder": shown(str(self.folder)), "album": shown(self.album.title)}
        )

    def _files(self):
        """What is there and not in yet; nothing while the folder itself is away."""
        if self._has_gone():
            return []
        walk = list(Walk([self.folder], own_folders()))
        obstacles = [met for met in walk if isinstance(met, Obstacle)]
        files = [met for met in walk if not isinstance(met, Obstacle)]
        self._setbacks.keep_only(met.path for met in walk)
        if files and not obstacles:
            self.memory.keep_only(files)
        for obstacle in obstacles:
            if self._setbacks.is_first_at(obstacle.path, messages.in_the_way(obstacle)):
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
            self.console.say(sentence % shown(str(self.folder)))
        return self._is_away

    def _bring(self, files):
        self.console.begin(files)
        run = Run(self.album, self.by, self.halt, self.how)
        tick = lambda: self.console.progress(run.bytes_in_flight)  # noqa: E731
        with closing(run.bring(files, tick)) as results:
            for result in results:
                self._note(result)
        self.memory.save()
        if IS_IN & set(self.console.tally.counts):
            self.console.summary(self.album.title)
        return run.trouble

    def _note(self, result):
        if result.verdict in IS_IN:
            self.memory.note(result.found, time.time())
        elif self._is_passing(result) or not self._is_news(result):
            return
        self.console.result(result)
        if time.monotonic() - self._saved >= SAVE_EVERY:
            self.memory.save()
            self._saved = time.monotonic()

    def _is_passing(self, result):
        """It is still being written, or was taken away: it comes when it comes."""
        return isinstance(result.error, Unsettled) or not _is_there(result.found.path)

    def _is_news(self, result):
        is_final = result.verdict == Verdict.REFUSED
        sentence = messages.why(result.error)
        return self._setbacks.is_news(result.found, sentence, time.monotonic(), is_final)

    def _note_trouble(self, trouble):
        """Once when it begins, and once when it is over."""
        if isinstance(trouble, Album.DoesNotExist):
            raise Nowhere(_("The album is gone.")) from trouble
        before, self._trouble = self._trouble, type(trouble) if trouble else None
        if self._trouble is before:
            return
        if trouble is None:
            self.console.say(_("Going on."))
            return
        self.console.complain(messages.waiting(trouble, self.console.tally))
        if isinstance(trouble, vault.Full):
            self._tell_owners()

    def _tell_owners(self):
        text = _("The disk is full: what appears in %(folder)s cannot get into %(album)s.")
        said = {"folder": shown(str(self.folder)), "album": self.album.title}
        with suppress(DatabaseError):
            tell(Notice.Kind.TROUBLE, text % said)


def _memory_of(folder, album):
    name = hashlib.sha256(os.fsencode(folder.resolve()) + album.pk.bytes).hexdigest()
    return Path(settings.DATA) / "watching" / f"{name[:32]}.json"


def _is_folder(path):
    with suppress(OSError):
        return path.is_dir()
    return False


def _is_there(path):
    with suppress(OSError):
        return Path(path).exists()
    return False
