"""All access to stored bytes. The settings say which storage backend holds them."""

import errno
import fcntl
import os
import sqlite3
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkstemp

from django.conf import settings
from django.core.files.storage import storages
from django.db import OperationalError

from assets.storage import failpoints
from assets.storage.backends import DiskFailure, sync_file
from assets.storage.fingerprint import Fingerprinter, compute_fingerprint

BLOCK_SIZE = 1024**2
DISK_FULL_ERRNOS = {errno.ENOSPC, errno.EDQUOT}
# SQLite's error code and PostgreSQL's SQLSTATE for a full disk.
DISK_FULL_SQL_CODES = {sqlite3.SQLITE_FULL, "53100"}


class DiskFull(OSError):
    """There's no space for a new file. Everything else still works."""


class VaultBusy(OSError):
    """Another process holds the exclusive lock."""


def put(pairs):
    """Store complete incoming files durably. Return the keys that existed already."""
    with classify_disk_errors():
        return _backend().put(pairs)


def replace(path, key, fingerprint):
    """Store a file in place of a damaged or missing one."""
    with classify_disk_errors():
        _backend().replace(path, key, lambda key: is_whole(key, fingerprint))


def open_range(key, start, stop):
    return _backend().read(key, start, stop, BLOCK_SIZE)


def read_blocks(file):
    while block := file.read(BLOCK_SIZE):
        yield block


def borrow(key):
    return _backend().borrow(key)


def stat(key):
    return _backend().stat(key)


def delete(key):
    _backend().delete(key)


def quarantine(key, is_whole=lambda key: False):
    with classify_disk_errors():
        _backend().quarantine(key, is_whole)


def walk(folder, after=""):
    return _backend().walk(folder, after)


def accel_target(key):
    return _backend().accel_target(key)


def is_whole(key, fingerprint):
    """Return whether the stored bytes have this fingerprint. Reads all of them."""
    return read_fingerprint(key, fingerprint.size) == fingerprint


def read_fingerprint(key, size, pace=iter):
    """Return the fingerprint of the stored bytes, or None if SIZE bytes can't be read.

    PACE wraps the blocks, for instance to limit the speed of reading.
    """
    status = stat(key)
    if status is None or status.size != size:
        return None
    try:
        return compute_fingerprint(pace(open_range(key, 0, size)))
    except OSError:
        return None


def is_still_verified(key, size, verified_at):
    """Return whether nothing can have damaged the file since it was verified."""
    status = stat(key)
    if status is None or status.size != size:
        return False
    verified = verified_at.timestamp()
    return status.modified <= verified and last_unclean_stop() < verified


def free_space():
    """Return how many bytes new files may take, without the reserve."""
    return _backend().free() - settings.DISK_RESERVE


def require_free_space(size):
    if free_space() < size:
        raise DiskFull(errno.ENOSPC, os.strerror(errno.ENOSPC))


class IncomingFile:
    """An unfinished file, on the same file system as the stored ones so that it can be linked."""

    def __init__(self, file, path):
        self.file, self.path = file, path
        self._fingerprinter = Fingerprinter()

    def write(self, block):
        self._fingerprinter.update(block)
        rest = memoryview(block)
        # An unbuffered write may write only a part.
        while rest:
            rest = rest[self.file.write(rest) :]

    def fingerprint_existing(self):
        self.file.seek(0)
        for block in read_blocks(self.file):
            self._fingerprinter.update(block)

    def finish(self):
        """Sync the file to disk and return its fingerprint."""
        failpoints.reach("written")
        os.fchmod(self.file.fileno(), 0o444)
        sync_file(self.file.fileno())
        failpoints.reach("synced")
        return self._fingerprinter.result()

    def discard(self):
        # If this fails, sweep_incoming removes the file later. An upload that was stored must
        # not be reported as failed because of it.
        with suppress(OSError):
            self.path.unlink()
        self.file.close()


def create_incoming(size=0):
    """Create a file to write to. It's locked while open, so that sweep_incoming skips it."""
    with classify_disk_errors():
        require_free_space(size)
        while True:
            descriptor, path = mkstemp(".part", dir=incoming_folder())
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if os.fstat(descriptor).st_nlink:  # not swept before the lock
                return IncomingFile(os.fdopen(descriptor, "wb", buffering=0), Path(path))
            os.close(descriptor)


def open_incoming(path):
    """Open a file that is in the incoming folder already, to be read instead of written."""
    return IncomingFile(path.open("rb", buffering=0), path)


def incoming_folder():
    folder = Path(settings.PHOTOS) / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def sweep_incoming():
    """Remove the unfinished files of processes that died. Return how many."""
    swept = 0
    for path in incoming_folder().glob("*.part"):
        with suppress(FileNotFoundError, BlockingIOError), path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
            swept += 1
    return swept


def last_unclean_stop():
    """Return when data was last at risk: the last boot, or the last failure of the disk."""
    with suppress(FileNotFoundError):
        return max(_boot_time(), _unclean_stop_marker().stat().st_mtime)
    return _boot_time()


def record_unclean_stop():
    """Stop trusting all earlier verifications: files are read again before they are relied on."""
    incoming_folder()
    marker = _unclean_stop_marker()
    marker.touch()
    # Set the time explicitly, because the clock of the file system may lag behind.
    os.utime(marker, (time.time(),) * 2)


@contextmanager
def exclusive_lock():
    """Run as the only process, or raise VaultBusy at once."""
    # Locking the folder itself leaves no lock file behind, and ends with the process.
    folder = os.open(incoming_folder().parent, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise VaultBusy(error.errno, error.strerror) from error
        yield
    finally:
        os.close(folder)


@contextmanager
def classify_disk_errors():
    """Raise DiskFull for any error that means a full disk.

    After a failure of the disk, earlier verifications are no longer trusted.
    """
    try:
        yield
    except DiskFull:
        raise
    except OperationalError as error:
        codes = (getattr(error.__cause__, name, "") for name in ("sqlite_errorcode", "sqlstate"))
        if DISK_FULL_SQL_CODES.intersection(codes):
            raise DiskFull(errno.ENOSPC, str(error)) from error
        raise
    except OSError as error:
        if error.errno in DISK_FULL_ERRNOS:
            raise DiskFull(error.errno, error.strerror) from error
        if isinstance(error, DiskFailure):
            with suppress(OSError):
                record_unclean_stop()
        raise


def _unclean_stop_marker():
    return Path(settings.PHOTOS) / "unclean"


def _boot_time():
    # Not every system has this clock. Then only a recorded failure counts.
    with suppress(OSError):
        uptime = time.clock_gettime(time.CLOCK_BOOTTIME)
        return datetime.now(UTC).timestamp() - uptime
    return 0.0


def _backend():
    return storages["photos"]
