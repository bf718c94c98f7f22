"""Temporary folders for derived files, on the disk of the photos.

A lock on each folder ends with its process, so that abandoned folders can be recognized.
"""

import fcntl
import os
import shutil
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

from assets.storage import vault

PREFIX = "making-"


@contextmanager
def open_folder():
    """Yield a new folder, which nobody else removes while it is open."""
    folder, lock = _create_locked_folder()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def remove_abandoned():
    """Remove the folders of processes that were killed."""
    for folder in vault.incoming_folder().glob(f"{PREFIX}*"):
        with suppress(FileNotFoundError, BlockingIOError):
            lock = os.open(folder, os.O_RDONLY)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)


def _create_locked_folder():
    while True:
        folder = Path(mkdtemp(prefix=PREFIX, dir=vault.incoming_folder()))
        with suppress(FileNotFoundError):
            lock = os.open(folder, os.O_RDONLY)
            fcntl.flock(lock, fcntl.LOCK_EX)
            # Until it was locked, another process may have removed it as abandoned.
            if folder.exists():
                return folder, lock
            os.close(lock)
