"""Make one chosen call to the disk or the database fail."""

import errno
import io
import os
import sqlite3
from contextlib import contextmanager
from stat import S_ISREG

import pytest
from django.db import OperationalError, connection

OS_CALLS = ["open", "stat", "statvfs", "scandir", "mkdir", "link", "unlink", "replace", "fchmod"]
SQLITE_ERRORS = {
    errno.EIO: (sqlite3.SQLITE_IOERR, "disk I/O error"),
    errno.ENOSPC: (sqlite3.SQLITE_FULL, "database or disk is full"),
}


class Trouble:
    """Let the call with number AT fail, and only that one."""

    def __init__(self, number, at):
        self.number, self.left = number, at
        self.failed_call = ""
        self.lost, self.resynced = set(), set()

    def during(self, act):
        """Return the error the function raised, or None."""
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
            for name in OS_CALLS:
                patch.setattr(os, name, self._wrap(name, getattr(os, name)))
            patch.setattr(os, "fsync", self._fsync(os.fsync))
            patch.setattr(os, "fdopen", lambda file, mode, **_: _FailingFile(self, file, mode))
            patch.setattr(connection, "_commit", lambda: self._commit(commit))
            yield

    def _wrap(self, name, real):
        def call(*arguments, **options):
            self.count_call(name)
            return real(*arguments, **options)

        return call

    def _fsync(self, real):
        # After a failed fsync, the kernel drops the data, and later calls succeed.

        def call(file):
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

        return call

    def _execute(self, execute, *query):
        self.count_call("database")
        return execute(*query)

    def _commit(self, commit):
        # A commit can fail before it is done, and after.
        self.count_call("database")
        commit()
        self.count_call("database")

    def _disk_error(self):
        return OSError(self.number, os.strerror(self.number))

    def _database_error(self):
        code, message = SQLITE_ERRORS[self.number]
        error = OperationalError(message)
        error.__cause__ = sqlite3.OperationalError(message)
        error.__cause__.sqlite_errorcode = code
        return error


class _FailingFile(io.FileIO):
    def __init__(self, trouble, *arguments):
        super().__init__(*arguments)
        self.trouble = trouble

    def write(self, piece):
        self.trouble.count_call("write")
        return super().write(piece)
