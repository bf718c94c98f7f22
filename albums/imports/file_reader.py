"""Reading one file of somebody else's: it is never touched, and may change meanwhile."""

import os
import stat
from collections.abc import Callable
from contextlib import contextmanager
from io import FileIO
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from assets.intake import intake, kinds, naming
from assets.storage import fingerprint

MAX_ATTEMPTS = 2
READ_SIZE = 256 * 1024  # larger ones do not stay in the processor's cache, and cost twice as much


class FileUnreadable(Exception):
    """The file could not be read; its own disk is to blame, not ours."""


class FileStillChanging(Exception):
    """Somebody is still writing it."""


class ReadingAbandoned(Exception):
    """Nobody waits for it any more."""


class HashedFile(NamedTuple):
    """What a file is that may be here already."""

    fingerprint: fingerprint.Fingerprint


class FileReader:
    """One file on its way in. It is read in a thread of its own, so it knows no database."""

    def __init__(self, found, is_over: Callable[[], bool]):
        self.found = found
        self.name = clean_name(found.path)
        self.bytes = 0
        self.future = None
        self._is_over = is_over

    def begin(self, pool, what):
        self.future = pool.submit(what)

    def receive(self):
        """Copied in, on disk."""
        return self._steadily(
            lambda file: intake.receive_file(file, self.name, file.size),
            lambda received: received.incoming.discard(),
        )

    def hash(self):
        """Read only."""
        return self._steadily(self._hash, lambda hashed: None)

    def let_go(self):
        """What nobody kept leaves no trace."""
        if self.future.cancel() or self.future.exception():
            return
        if isinstance(received := self.future.result(), intake.ReceivedFile):
            received.incoming.discard()

    def _hash(self, file):
        head = file.read(kinds.HEAD_SIZE)
        kinds.detect_type(head, self.name)
        rest = iter(lambda: file.read(READ_SIZE), b"")
        return HashedFile(fingerprint.compute_fingerprint(chain([head], rest)))

    def _steadily(self, take, undo):
        """Once more if it changed under our eyes, and then no more."""
        for _ in range(MAX_ATTEMPTS):
            with self._opened() as file:
                taken = take(file)
                if file.is_as_before(self.bytes):
                    return taken
                undo(taken)
        raise FileStillChanging(self.found.path)

    @contextmanager
    def _opened(self):
        self.bytes = 0
        with _raise_as_unreadable():
            file = FileIO(self.found.path, opener=_open_without_blocking)
        with file:
            yield _GuardedFile(file, self._count)

    def _count(self, size):
        self.bytes += size
        if self._is_over():
            raise ReadingAbandoned(self.found.path)


class _GuardedFile:
    """A file whose errors cannot be taken for those of our own disk."""

    def __init__(self, file, count):
        self._file, self._count = file, count
        self._before = os.fstat(file.fileno())
        if not stat.S_ISREG(self._before.st_mode):
            raise FileUnreadable("not a file any more")
        self.size = self._before.st_size
        self._left = self.size + 1  # one byte too many says enough of a file that grows

    def read(self, size):
        with _raise_as_unreadable():
            piece = self._file.read(min(size, READ_SIZE, self._left))
        self._left -= len(piece)
        self._count(len(piece))
        return piece

    def is_as_before(self, read):
        """Whether what was read is what there was when it began, and what there is."""
        after = os.fstat(self._file.fileno())
        same_time = after.st_mtime_ns == self._before.st_mtime_ns
        return same_time and read == self.size == after.st_size


def _open_without_blocking(path, flags):
    """A pipe that took the place of a file must not hold us."""
    return os.open(path, flags | os.O_NONBLOCK)


@contextmanager
def _raise_as_unreadable():
    try:
        yield
    except OSError as error:
        raise FileUnreadable(error.strerror) from error


def clean_name(path):
    """As it will be known in the album."""
    return naming.clean_filename(os.fsencode(Path(path).name))
