"""Read one source file that other programs may change at the same time, and never write to it."""

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
# Larger pieces don't stay in the processor's cache: measured, they cost twice as much.
READ_SIZE = 256 * 1024


class FileUnreadable(Exception):
    """The source file couldn't be read. Its own disk is to blame, not the photo storage."""


class FileStillChanging(Exception):
    """Another program is still writing the source file."""


class ReadingAbandoned(Exception):
    """The import ended while the file was being read."""


class HashedFile(NamedTuple):
    """The fingerprint of a file that may be in the album already."""

    fingerprint: fingerprint.Fingerprint


class FileReader:
    """Copy or hash one source file in a thread, without using the database."""

    def __init__(self, source, is_over: Callable[[], bool]):
        self.source = source
        self.name = clean_name(source.path)
        self.bytes = 0
        self.future = None
        self._is_over = is_over

    def begin(self, pool, task):
        self.future = pool.submit(task)

    def copy(self):
        """Copy the file to the photo storage and return the ReceivedFile."""
        return self._read_unchanged(
            lambda file: intake.receive_file(file, self.name, file.size),
            lambda received: received.incoming.discard(),
        )

    def hash(self):
        """Read the file without copying it and return its HashedFile."""
        return self._read_unchanged(self._hash, lambda hashed: None)

    def discard(self):
        """Remove the received copy, if there is one and nobody kept it."""
        if self.future.cancel() or self.future.exception():
            return
        if isinstance(received := self.future.result(), intake.ReceivedFile):
            received.incoming.discard()

    def _hash(self, file):
        head = file.read(kinds.HEAD_SIZE)
        kinds.detect_type(head, self.name)
        pieces = iter(lambda: file.read(READ_SIZE), b"")
        return HashedFile(fingerprint.compute_fingerprint(chain([head], pieces)))

    def _read_unchanged(self, read, undo):
        """Read the file again if it changed meanwhile; raise if that doesn't help."""
        for _ in range(MAX_ATTEMPTS):
            with self._open() as file:
                result = read(file)
                if file.is_unchanged(self.bytes):
                    return result
                undo(result)
        raise FileStillChanging(self.source.path)

    @contextmanager
    def _open(self):
        self.bytes = 0
        with _raise_as_unreadable():
            file = FileIO(self.source.path, opener=_open_without_blocking)
        with file:
            yield _GuardedFile(file, self._count)

    def _count(self, size):
        self.bytes += size
        if self._is_over():
            raise ReadingAbandoned(self.source.path)


class _GuardedFile:
    """A file whose read errors can't be mistaken for errors of the photo storage."""

    def __init__(self, file, count):
        self._file, self._count = file, count
        self._status = os.fstat(file.fileno())
        if not stat.S_ISREG(self._status.st_mode):
            raise FileUnreadable("not a file any more")
        self.size = self._status.st_size
        # One byte too many is enough to notice growth; a file that grows as fast as it is read
        # would otherwise be read for ever.
        self._left = self.size + 1

    def read(self, size):
        with _raise_as_unreadable():
            piece = self._file.read(min(size, READ_SIZE, self._left))
        self._left -= len(piece)
        self._count(len(piece))
        return piece

    def is_unchanged(self, bytes_read):
        """Return whether the file was read whole and nobody wrote to it since it was opened."""
        now = os.fstat(self._file.fileno())
        has_same_time = now.st_mtime_ns == self._status.st_mtime_ns
        return has_same_time and bytes_read == self.size == now.st_size


def _open_without_blocking(path, flags):
    # Opening a pipe that has replaced the file would block for ever without O_NONBLOCK.
    return os.open(path, flags | os.O_NONBLOCK)


@contextmanager
def _raise_as_unreadable():
    try:
        yield
    except OSError as error:
        raise FileUnreadable(error.strerror) from error


def clean_name(path):
    """Return the filename that the album will show."""
    return naming.clean_filename(os.fsencode(Path(path).name))
