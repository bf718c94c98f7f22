"""The only door to the bytes. What is behind it, a disk or a store far away, is settings' word."""

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
DISK_FULL_SQL_CODES = {sqlite3.SQLITE_FULL, "53100"}


class DiskFull(OSError):
    """There is no room for a new file; everything else goes on."""


class VaultBusy(OSError):
    """Another process is at it already."""


def put(pairs):
    """Keep finished files of the incoming folder for good; the keys that were taken come back."""
    with classify_disk_errors():
        return _backend().put_all(pairs)


def replace(path, key, fingerprint):
    """Put a whole file where a damaged one lies, or none."""
    with classify_disk_errors():
        _backend().replace(path, key, lambda key: is_whole(key, fingerprint))


def open_range(key, start, stop):
    return _backend().read(key, start, stop, BLOCK_SIZE)


def borrow(key):
    return _backend().borrow(key)


def stat(key):
    return _backend().stat(key)


def doom(key):
    _backend().doom(key)


def quarantine(key, is_whole=lambda key: False):
    with classify_disk_errors():
        _backend().quarantine(key, is_whole)


def walk(folder, after=""):
    return _backend().walk(folder, after)


def accel_target(key):
    return _backend().accel_target(key)


def is_whole(key, fingerprint):
    """Read it all, and compare."""
    found = stat(key)
    if found is None or found.size != fingerprint.size:
        return False
    try:
        return compute_fingerprint(open_range(key, 0, found.size)) == fingerprint
    except OSError:
        return False


def is_still_verified(key, size, verified_at):
    """Whether the bytes behind KEY need no reading: nothing can have happened to them since."""
    found = stat(key)
    if found is None or found.size != size:
        return False
    verified = verified_at.timestamp()
    return found.modified <= verified and last_unclean_stop() < verified


def free_space():
    """How much room is left for new files, beyond what is set aside."""
    return _backend().free() - settings.DISK_RESERVE


def require_free_space(size):
    if free_space() < size:
        raise DiskFull(errno.ENOSPC, os.strerror(errno.ENOSPC))


class IncomingFile:
    """A file on its way in: on the file system of the finished ones, and nobody's until then."""

    def __init__(self, file, path):
        self.file, self.path = file, path
        self._printer = Fingerprinter()

    def write(self, piece):
        self._printer.update(piece)
        rest = memoryview(piece)
        while rest:
            rest = rest[self.file.write(rest) :]

    def reread(self):
        self.file.seek(0)
        while piece := self.file.read(BLOCK_SIZE):
            self._printer.update(piece)

    def finish(self):
        """What came, once it cannot get lost any more."""
        failpoints.reach("written")
        os.fchmod(self.file.fileno(), 0o444)
        sync_file(self.file.fileno())
        failpoints.reach("synced")
        return self._printer.result()

    def discard(self):
        """What does not go now is swept later: it is no reason to call a kept file a failure."""
        with suppress(OSError):
            self.path.unlink()
        self.file.close()


def create_incoming(size=0):
    """A new file to write into; as long as it is open, it is no litter."""
    with classify_disk_errors():
        require_free_space(size)
        while True:
            descriptor, path = mkstemp(".part", dir=incoming_folder())
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            if os.fstat(descriptor).st_nlink:  # nobody swept it in between
                return IncomingFile(os.fdopen(descriptor, "wb", buffering=0), Path(path))
            os.close(descriptor)


def open_incoming(path):
    """A file that lies in the incoming folder already; it is to be read instead of written."""
    return IncomingFile(path.open("rb", buffering=0), path)


def incoming_folder():
    folder = Path(settings.PHOTOS) / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def sweep_incoming():
    """Remove what somebody began to bring and died over."""
    swept = 0
    for path in incoming_folder().glob("*.part"):
        with suppress(FileNotFoundError, BlockingIOError), path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
            swept += 1
    return swept


def last_unclean_stop():
    """When bytes may last have been lost without a word: the machine went down, or the disk."""
    with suppress(FileNotFoundError):
        return max(_boot_time(), _unclean_stop_marker().stat().st_mtime)
    return _boot_time()


def record_unclean_stop():
    """From now on, what was verified before is read again before it is relied on."""
    incoming_folder()
    _unclean_stop_marker().touch()
    os.utime(
        _unclean_stop_marker(), (time.time(),) * 2
    )  # the file system's own clock may lag behind


@contextmanager
def exclusive_lock():
    """For work that is done by one process at a time; who is second is not made to wait."""
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
    """A full disk and a failing one, told apart; after a failing one nothing is taken on trust."""
    try:
        yield
    except DiskFull:
        raise
    except OperationalError as error:
        said = (getattr(error.__cause__, name, "") for name in ("sqlite_errorcode", "sqlstate"))
        if DISK_FULL_SQL_CODES.intersection(said):
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
    with suppress(OSError):
        since = time.clock_gettime(time.CLOCK_BOOTTIME)
        return datetime.now(UTC).timestamp() - since
    return 0.0


def _backend():
    return storages["photos"]
