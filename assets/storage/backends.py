"""Where finished files lie. Each back end is a Storage with the verbs that the vault needs."""

import errno
import fcntl
import os
import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.core.files.storage import FileSystemStorage

from assets.storage import failpoints

READ_ONLY_MODE = 0o444


class DiskFailure(OSError):
    """The disk did not do as it was told. What it was told may be lost, so nobody asks twice."""


class FileMissing(OSError):
    """There is no such file, or less of it than there should be."""


@dataclass(frozen=True)
class FileStat:
    size: int
    modified: float
    may_be_arriving: bool = True


class LocalDisk(FileSystemStorage):
    """A local folder. A file gets its name only when it is whole and on the platters."""

    def __init__(self, **options):
        super().__init__(**options)
        self._durable = set()

    def put_all(self, pairs):
        """Give each (path, key) its final name, for ever; the keys that were taken come back."""
        taken, folders, made = set(), set(), set()
        for path, key in pairs:
            target = self._path(key)
            made |= self._make(target.parent)
            folders.add(target.parent)
            try:
                os.link(path, target)
            except FileExistsError:
                taken.add(key)
            failpoints.reach("linked")
        # A name that was taken may be younger than its folder's last sync as well.
        for folder in sorted(folders | {folder.parent for folder in made}):
            sync_folder(folder)
        self._durable |= made
        failpoints.reach("folders synced")
        return taken

    def replace(self, path, key, is_whole):
        """Put a whole file where a damaged one lies; that one is not deleted."""
        with self._alone():
            if is_whole(key):
                return
            self._put_aside(key)
            failpoints.reach("quarantined")
            if self.put_all([(path, key)]):
                self._exchange(path, key)

    def stat(self, key):
        with suppress(FileNotFoundError, NotADirectoryError):
            status = self._path(key).stat()
            # Until its arrival is acknowledged, a file keeps its name in the incoming folder.
            return FileStat(status.st_size, status.st_mtime, may_be_arriving=status.st_nlink > 1)
        return None

    def read(self, key, start, stop, piece):
        """The bytes from START to STOP; the file is opened now, so that what is gone shows now."""
        try:
            file = self._path(key).open("rb", buffering=0)
        except FileNotFoundError as error:
            raise FileMissing(errno.ENOENT, "not there", key) from error
        return _read_blocks(file, key, start, stop, piece)

    @contextmanager
    def borrow(self, key):
        yield self._path(key)

    def doom(self, key):
        self._path(key).unlink(missing_ok=True)

    def quarantine(self, key, is_whole):
        """Out of the way, never out of the world; what is whole by now stays."""
        with self._alone():
            if not is_whole(key) and self._put_aside(key):
                self._path(key).unlink(missing_ok=True)
                sync_folder(self._path(key).parent)

    def walk(self, folder, after=""):
        """Every file under FOLDER whose key comes after AFTER, by key."""
        top = self._path(folder)
        for path in _walk_files(top, str(self._path(after)) if after else ""):
            yield str(path.relative_to(self.location))

    def accel_target(self, key):
        return f"/_photos/{key}"

    def free(self):
        Path(self.location).mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(self.location).free

    def _path(self, key):
        return Path(self.path(key))

    def _make(self, folder):
        """Make FOLDER; those come back whose entry in the folder above may not be on disk yet."""
        made = set()
        # One that is there may have been made by another process a moment ago.
        while folder not in self._durable and folder != Path(self.location).parent:
            made.add(folder)
            folder = folder.parent
        for folder in sorted(made):
            folder.mkdir(parents=True, exist_ok=True)
        return made

    def _put_aside(self, key):
        """Give what is there a second name, in quarantine."""
        cell = self._path("quarantine")
        for folder in self._make(cell):
            sync_folder(folder.parent)
        source, number = self._path(key), 0
        name = key.replace("/", "_")
        while True:
            target = cell / (f"{name}.{number}" if number else name)
            try:
                os.link(source, target)
                break
            except FileNotFoundError:
                return False
            except FileExistsError:
                number += 1
        sync_folder(cell)
        return True

    def _exchange(self, path, key):
        """In one step: whoever dies here, the name is never without a file."""
        again = path.with_name(f"again-{path.name}")
        os.link(path, again)
        again.replace(self._path(key))
        failpoints.reach("exchanged")
        sync_folder(self._path(key).parent)

    @contextmanager
    def _alone(self):
        with (Path(self.location) / "repairing").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def sync_file(file):
    """Until it is on the platters. An error here is final: the kernel forgets what it lost."""
    try:
        os.fsync(file)
    except OSError as error:
        raise DiskFailure(error.errno, error.strerror) from error


def sync_folder(folder):
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some network file systems have no such thing
            raise DiskFailure(error.errno, error.strerror, str(folder)) from error
    finally:
        os.close(descriptor)


def _read_blocks(file, key, start, stop, piece):
    with file:
        file.seek(start)
        while start < stop:
            read = file.read(min(piece, stop - start))
            if not read:
                raise FileMissing(errno.ENODATA, "shorter than it was", key)
            start += len(read)
            yield read


def _walk_files(folder, after):
    """In the order of their keys, of which none holds a character below the slash."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if not after or f"{entry.path}/\U0010ffff" > after:
                yield from _walk_files(entry.path, after)
        elif entry.path > after:
            yield Path(entry.path)
