"""Whose turn it is to write. Held for moments only, and never while anybody waits for a line."""

import fcntl
import os
import secrets
from contextlib import contextmanager

from assets.storage.backends import sync_file
from assets.tus.errors import UploadNotFound, WriterReplaced

RECORD_SIZE = 64


class WriteLock:
    """A small file: who may write, and from where on what was written is not proven yet."""

    def __init__(self, path):
        try:
            self._file = path.open("r+b", buffering=0)
        except FileNotFoundError as error:
            raise UploadNotFound from error

    def __enter__(self):
        return self

    def __exit__(self, *trouble):
        self._file.close()

    @contextmanager
    def alone(self, *, wait=True):
        """Nobody else looks at this upload, or changes it, in here."""
        fcntl.flock(self._file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        try:
            if not os.fstat(self._file.fileno()).st_nlink:
                raise UploadNotFound
            yield
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    @property
    def floor(self):
        """Where a chunk begins that is not proven; nothing if all that is there may stay."""
        said = self._said()[1]
        return int(said) if said else None

    def admit(self, floor=None):
        """A new turn, which ends all others; its token comes back."""
        must_last = floor is not None or self.floor is not None
        token = secrets.token_hex(16)
        record = f"{token} {'' if floor is None else floor}".ljust(RECORD_SIZE)
        os.pwrite(self._file.fileno(), record.encode(), 0)
        if must_last:
            sync_file(self._file.fileno())
        return token

    def check(self, token):
        if self._said()[0] != token:
            raise WriterReplaced

    def _said(self):
        token, _space, floor = (
            os.pread(self._file.fileno(), RECORD_SIZE, 0).decode().partition(" ")
        )
        return token, floor.strip()
