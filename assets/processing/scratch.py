"""Folders to make derived files in: on the disk of the photos, and gone with who works there."""

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
    """As long as it is held, it is no litter."""
    folder, held = _create_locked_folder()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def remove_abandoned():
    """Clear the folders of those who were killed over their work."""
    for folder in vault.incoming_folder().glob(f"{PREFIX}*"):
        with suppress(FileNotFoundError, BlockingIOError):
            held = os.open(folder, os.O_RDONLY)
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(held)


def _create_locked_folder():
    while True:
        folder = Path(mkdtemp(prefix=PREFIX, dir=vault.incoming_folder()))
        with suppress(FileNotFoundError):
            held = os.open(folder, os.O_RDONLY)
            fcntl.flock(held, fcntl.LOCK_EX)
            if folder.exists():  # nobody swept it in between
                return folder, held
            os.close(held)
