"""Decide which request may write to an upload."""

import fcntl
import os
import secrets
from contextlib import contextmanager

from assets.storage.backends import sync_file
from assets.tus.errors import UploadNotFound, WriterReplaced

RECORD_SIZE = 64


class WriteLock:
    """A file with the token of the current writer and the start of its unverified bytes.

    The lock is held for moments only, never while a request waits for data.
    """

    def __init__(self, path):
        try:
            self._file = path.open("r+b", buffering=0)
        except FileNotFoundError as error:
            raise UploadNotFound from error

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self._file.close()

    @contextmanager
    def hold(self, *, wait=True):
        """Lock the upload: no other process can inspect or change it meanwhile."""
        fcntl.flock(self._file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        try:
            # Another process may have removed the upload before this one got the lock.
            if not os.fstat(self._file.fileno()).st_nlink:
                raise UploadNotFound
            yield
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    @property
    def unverified_from(self):
        """Where a chunk begins whose checksum isn't verified yet; None if all bytes may stay."""
        offset = self._read_record()[1]
        return int(offset) if offset else None

    def admit_writer(self, unverified_from=None):
        """Replace the current writer. Return the token of the new one."""
        # A record about unverified bytes must survive a power cut, or damaged bytes would stay.
        is_durable = unverified_from is not None or self.unverified_from is not None
        token = secrets.token_hex(16)
        offset = "" if unverified_from is None else unverified_from
        record = f"{token} {offset}".ljust(RECORD_SIZE)
        os.pwrite(self._file.fileno(), record.encode(), 0)
        if is_durable:
            sync_file(self._file.fileno())
        return token

    def check_writer(self, token):
        if self._read_record()[0] != token:
            raise WriterReplaced

    def _read_record(self):
        record = os.pread(self._file.fileno(), RECORD_SIZE, 0).decode()
        token, _space, offset = record.partition(" ")
        return token, offset.strip()
