"""One thing fails of all that is asked of the disk and of the database, whichever is wanted."""

import errno
import io
import os
import sqlite3
from contextlib import contextmanager
from stat import S_ISREG

import pytest
from django.db import OperationalError, connection

ASKED = ["open", "stat", "statvfs", "scandir", "mkdir", "link", "unlink", "replace", "fchmod"]
SAID = {
    errno.EIO: (sqlite3.SQLITE_IOERR, "disk I/O error"),
    errno.ENOSPC: (sqlite3.SQLITE_FULL, "database or disk is full"),
}


class Trouble:
    """It comes at the so-manieth thing that is asked, and only there."""

    def __init__(self, number, at):
        self.number, self.left = number, at
        self.failed_call = ""
        self.lost, self.resynced = set(), set()

    def during(self, act):
        """The error that came of it, if one did."""
        try:
            with self._patch():
                act()
        except (OSError, OperationalError) as error:
            return error
        return None

    def count_call(self, what):
        self.left -= 1
        if not self.left:
            self.failed_call = what
            raise self._database_error() if what == "database" else self._disk_error()

    @contextmanager
    def _patch(self):
        commit = connection._commit
        with pytest.MonkeyPatch.context() as patch, connection.execute_wrapper(self._execute):
            for name in ASKED:
                patch.setattr(os, name, self._wrap(name, getattr(os, name)))
            patch.setattr(os, "fsync", self._fsync(os.fsync))
            patch.setattr(os, "fdopen", lambda file, mode, **_: _Shaky(self, file, mode))
            patch.setattr(connection, "_commit", lambda: self._commit(commit))
            yield

    def _wrap(self, name, real):
        def asked(*arguments, **options):
            self.count_call(name)
            return real(*arguments, **options)

        return asked

    def _fsync(self, real):
        """What could not be written the kernel forgets, and no later sync hears of it."""

        def asked(file):
            status = os.fstat(file)
            if status.st_ino in self.lost:
                self.resynced.add(status.st_ino)
            is_file = S_ISREG(status.st_mode)
            try:
                self.count_call("fsync of a file" if is_file else "fsync of a folder")
            except OSError:
                self.lost.add(status.st_ino)
                if is_file:
                    os.ftruncate(file, 0)
                raise
            real(file)

        return asked

    def _execute(self, execute, *query):
        self.count_call("database")
        return execute(*query)

    def _commit(self, commit):
        """It may fail before, and it may fail when it is done."""
        self.count_call("database")
        commit()
        self.count_call("database")

    def _disk_error(self):
        return OSError(self.number, os.strerror(self.number))

    def _database_error(self):
        code, words = SAID[self.number]
        error = OperationalError(words)
        error.__cause__ = sqlite3.OperationalError(words)
        error.__cause__.sqlite_errorcode = code
        return error


class _Shaky(io.FileIO):
    def __init__(self, trouble, *arguments):
        super().__init__(*arguments)
        self.trouble = trouble

    def write(self, piece):
        self.trouble.count_call("write")
        return super().write(piece)
