"""Storage backends: Django storages with the extra methods that the vault calls."""

import errno
import fcntl
import os
import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.core.files.storage import FileSystemStorage

from assets.storage import failpoints


class DiskFailure(OSError):
    """The disk failed to store data durably.

    What was written may be lost, so a failed operation must not simply be repeated.
    """


class FileMissing(OSError):
    """The file doesn't exist, or is shorter than expected."""


@dataclass(frozen=True)
class FileStat:
    size: int
    modified: float
    may_be_arriving: bool = True


class LocalDisk(FileSystemStorage):
    """A local folder. Files get their final name only when complete and synced to disk."""

    def __init__(self, **options):
        super().__init__(**options)
        self._durable_folders = set()

    def put(self, pairs):
        """Link each path to its key, durably. Return the keys that existed already."""
        taken, folders, new_folders = set(), set(), set()
        for path, key in pairs:
            target = self._local_path(key)
            new_folders |= self._make_folder(target.parent)
            folders.add(target.parent)
            # Unlike a rename, a link never replaces an existing file.
            try:
                os.link(path, target)
            except FileExistsError:
                taken.add(key)
            failpoints.reach("linked")
        # Existing names are synced too: they may be newer than the last sync of their folder.
        for folder in sorted(folders | {folder.parent for folder in new_folders}):
            sync_folder(folder)
        self._durable_folders |= new_folders
        failpoints.reach("folders synced")
        return taken

    def replace(self, path, key, is_whole):
        """Replace a damaged file with an intact one. The damaged file goes to quarantine."""
        with self._repair_lock():
            # Another process may have replaced it while this one waited for the lock.
            if is_whole(key):
                return
            self._link_to_quarantine(key)
            failpoints.reach("quarantined")
            if self.put([(path, key)]):
                self._swap(path, key)

    def stat(self, key):
        with suppress(FileNotFoundError, NotADirectoryError):
            status = self._local_path(key).stat()
            # A file keeps its name in the incoming folder until its upload is acknowledged.
            return FileStat(status.st_size, status.st_mtime, may_be_arriving=status.st_nlink > 1)
        return None

    def read(self, key, start, stop, block_size):
        """Return an iterator over the bytes from START to STOP.

        Raise FileMissing here if there's no file, and while iterating if the file is too short.
        """
        # Open the file before the first block is read, so that the caller learns at once
        # that it's missing.
        try:
            file = self._local_path(key).open("rb", buffering=0)
        except FileNotFoundError as error:
            raise FileMissing(errno.ENOENT, "file not found", key) from error
        return _read_blocks(file, key, start, stop, block_size)

    @contextmanager
    def borrow(self, key):
        yield self._local_path(key)

    def quarantine(self, key, is_whole):
        """Move a damaged file to quarantine, unless it's intact again by now."""
        with self._repair_lock():
            if not is_whole(key) and self._link_to_quarantine(key):
                # The second name is durable by now, so the bytes can't be lost.
                self._local_path(key).unlink(missing_ok=True)
                sync_folder(self._local_path(key).parent)

    def walk(self, folder, after=""):
        """Yield the keys of all files in FOLDER that come after AFTER, in order."""
        for path in _walk_files(
            self._local_path(folder), str(self._local_path(after)) if after else ""
        ):
            yield str(path.relative_to(self.location))

    def accel_target(self, key):
        return f"/_photos/{key}"

    def free(self):
        Path(self.location).mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(self.location).free

    def _local_path(self, key):
        return Path(self.path(key))

    def _make_folder(self, folder):
        """Create FOLDER. Return the folders whose parents must be synced to make it durable."""
        unsynced = set()
        # An existing folder counts too: another process may have created it a moment ago.
        while folder not in self._durable_folders and folder != Path(self.location).parent:
            unsynced.add(folder)
            folder = folder.parent
        for folder in sorted(unsynced):
            folder.mkdir(parents=True, exist_ok=True)
        return unsynced

    def _link_to_quarantine(self, key):
        """Give a file a second name in quarantine. Return whether there was a file."""
        quarantine = self._local_path("quarantine")
        for folder in self._make_folder(quarantine):
            sync_folder(folder.parent)
        source, number = self._local_path(key), 0
        name = key.replace("/", "_")
        while True:
            target = quarantine / (f"{name}.{number}" if number else name)
            try:
                os.link(source, target)
                break
            except FileNotFoundError:
                return False
            except FileExistsError:
                number += 1
        sync_folder(quarantine)
        return True

    def _swap(self, path, key):
        """Replace an existing file."""
        # A rename is atomic: if the process dies here, the name still has a file.
        second_link = path.with_name(f"again-{path.name}")
        os.link(path, second_link)
        second_link.replace(self._local_path(key))
        failpoints.reach("swapped")
        sync_folder(self._local_path(key).parent)

    @contextmanager
    def _repair_lock(self):
        # The kernel releases the lock even if the process is killed.
        with (Path(self.location) / "repairing").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def sync_file(file):
    """Wait until the file is on disk."""
    # An error is final: the kernel drops the dirty pages, so a second fsync would succeed.
    try:
        os.fsync(file)
    except OSError as error:
        raise DiskFailure(error.errno, error.strerror) from error


def sync_folder(folder):
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:  # not supported by some network file systems
            raise DiskFailure(error.errno, error.strerror, str(folder)) from error
    finally:
        os.close(descriptor)


def _read_blocks(file, key, start, stop, block_size):
    with file:
        file.seek(start)
        while start < stop:
            block = file.read(min(block_size, stop - start))
            if not block:
                raise FileMissing(errno.ENODATA, "file is too short", key)
            start += len(block)
            yield block


def _walk_files(folder, after):
    """Yield the files below FOLDER whose path comes after AFTER, in order of their keys."""
    # Sorting folder by folder gives the order of the whole keys, because no name has a
    # character that sorts before the slash.
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
