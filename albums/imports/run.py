"""Import files into an album: threads read them, and groups of them are acknowledged in order."""

import os
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from django.db import DatabaseError, InterfaceError, OperationalError
from django.db.models import Exists, OuterRef

from albums import arrival
from albums.arrival import IncomingFile
from albums.imports.file_reader import (
    FileReader,
    FileStillChanging,
    FileUnreadable,
    HashedFile,
    ReadingAbandoned,
)
from albums.imports.file_walk import SourceFile
from albums.imports.retrying import MAX_RETRY_SECONDS, retry
from albums.imports.stop_signal import POLL_SECONDS
from albums.models import Album, Placement
from albums.refusals import AlbumClosed
from assets.intake import naming
from assets.intake.intake import BytesVanished
from assets.intake.refusals import UnsupportedFile
from assets.models import Version
from assets.storage import vault

GROUP_SIZE = 64
MAX_GROUP_BYTES = 1024**3
# Acknowledge what a slow card has delivered, so that a stop costs at most a second of reading.
MAX_GROUP_SECONDS = 1.0
# Copies that wait to be acknowledged are lost when the import is killed.
MAX_READ_AHEAD_BYTES = 256 * 1024**2

# After one of these no more files can be added. After any other error the next file may work.
FATAL_ERRORS = (vault.DiskFull, AlbumClosed, OperationalError, InterfaceError, Album.DoesNotExist)
SINGLE_FILE_ERRORS = (BytesVanished, OSError, DatabaseError)


class FileStatus(StrEnum):
    NEW = "new"
    DUPLICATE = "here"
    RESTORED = "revived"
    REFUSED = "refused"
    FAILED = "failed"


class FileResult(NamedTuple):
    """The final result for one file."""

    source: SourceFile
    status: FileStatus
    error: Exception | None = None


@dataclass(frozen=True)
class ImportOptions:
    """Reading threads, whether folders become sections, and how long to retry the database."""

    jobs: int = 1
    has_sections: bool = False
    retry_seconds: float = MAX_RETRY_SECONDS


class ImportRun:
    """Import files once. A file with a result is settled; any other file left no trace."""

    def __init__(self, album, user, stop, options):
        self.album, self.user, self.stop, self.options = album, user, stop, options
        self.fatal_error = None
        self._queue, self._group = deque(), []
        self._group_started_at = 0.0
        self._is_over = False
        self._known = set()

    @property
    def bytes_in_flight(self):
        return sum(reader.bytes for reader in (*self._queue, *self._group))

    def import_files(self, files, tick=lambda: None):
        """Yield the result of each file as soon as it is final; call TICK now and then."""
        files = iter(files)
        pool = ThreadPoolExecutor(self.options.jobs, "reading")
        try:
            self._known = self._retry(self._load_known)
            while self._fill_queue(files, pool) and not self.stop.is_set:
                yield from self._step(pool)
                tick()
        except FATAL_ERRORS as error:
            self.fatal_error = error
        finally:
            self._clean_up(pool)

    def _load_known(self):
        # Checked before the first file is read: an archived album would refuse all of them.
        arrival.check_accepts_files(Album.objects.get(pk=self.album.pk))
        return load_names_and_sizes(self.album)

    def _fill_queue(self, files, pool):
        """Keep the threads busy; return whether any file is read or waits for its group."""
        while not self.fatal_error and self._has_room():
            source = next(files, None)
            if source is None:
                break
            # Asked after each piece, so that a stop never waits for the rest of a large file.
            reader = FileReader(source, lambda: self._is_over or self.stop.is_set)
            # Hashing is cheaper than copying, and a file with a known name and size is most
            # likely in the album already.
            is_known = (reader.name, source.size) in self._known
            reader.begin(pool, reader.hash if is_known else reader.copy)
            self._queue.append(reader)
        return self._queue or self._group

    def _has_room(self):
        if len(self._queue) <= self.options.jobs:
            return True
        ahead = sum(reader.source.size for reader in self._queue)
        return len(self._queue) < GROUP_SIZE and ahead < MAX_READ_AHEAD_BYTES

    def _step(self, pool):
        """Move the next file that has been read to the group, or settle the group if it's due."""
        if not self._queue or self._is_group_due():
            yield from self._settle_group(pool)
            return
        reader = self._queue[0]
        if not reader.future.done() and not wait([reader.future], POLL_SECONDS).done:
            return
        self._queue.popleft()
        error = reader.future.exception()
        if error is None:
            self._group_started_at = self._group_started_at if self._group else time.monotonic()
            self._group.append(reader)
        elif isinstance(error, vault.DiskFull):
            self.fatal_error = error
        elif not isinstance(error, ReadingAbandoned):
            yield FileResult(reader.source, _choose_status(error), error)

    def _is_group_due(self):
        if not self._group:
            return False
        size = sum(reader.source.size for reader in self._group)
        is_full = len(self._group) >= GROUP_SIZE or size >= MAX_GROUP_BYTES
        return is_full or time.monotonic() - self._group_started_at >= MAX_GROUP_SECONDS

    def _settle_group(self, pool):
        hashed = [reader for reader in self._group if _is_hashed(reader)]
        received = [reader for reader in self._group if reader not in hashed]
        present = self._find_present(hashed)
        yield from (FileResult(reader.source, FileStatus.DUPLICATE) for reader in present)
        yield from self._add(received)
        for reader in received:
            reader.discard()
        # Emptied only when all of it is settled: after an error, _clean_up() discards the copies.
        self._group = []
        # A hash that isn't in the album: the same name and size, but another file. Copy it.
        for reader in reversed([reader for reader in hashed if reader not in present]):
            reader.begin(pool, reader.copy)
            self._queue.appendleft(reader)

    def _find_present(self, hashed):
        """Return the readers whose bytes are in the album and verified on the disk."""
        if not hashed:
            return []
        fingerprints = [reader.future.result().fingerprint for reader in hashed]
        assets = self._retry(lambda: self._load_assets(fingerprints))
        pairs = zip(hashed, fingerprints, strict=True)
        return [reader for reader, fingerprint in pairs if _is_intact(assets, fingerprint)]

    def _load_assets(self, fingerprints):
        # Not a join: a database might start with the album and go through everything in it.
        placements = Placement.objects.alive().filter(
            album=self.album, picture=OuterRef("picture")
        )
        versions = Version.objects.filter(
            Exists(placements),
            asset__sha256__in=[fingerprint.sha256 for fingerprint in fingerprints],
            asset__lost_at=None,
            asset__doomed_at=None,
        )
        return {
            version.asset.sha256: version.asset for version in versions.select_related("asset")
        }

    def _add(self, readers):
        """Add the files in one transaction, or one by one if one of them can't be kept."""
        if not readers:
            return
        incoming = [self._build_incoming_file(reader) for reader in readers]
        try:
            arrivals = self._retry(lambda: arrival.add_files(self.album, incoming, self.user))
        except FATAL_ERRORS:
            raise
        except SINGLE_FILE_ERRORS as error:
            if len(readers) == 1:
                yield FileResult(readers[0].source, FileStatus.FAILED, error)
                return
            # The whole group was rolled back. One by one, only the bad file fails.
            for reader in readers:
                yield from self._add([reader])
        else:
            for reader, added in zip(readers, arrivals, strict=True):
                yield FileResult(reader.source, FileStatus(added.outcome))

    def _build_incoming_file(self, reader):
        source = reader.source
        has_section = self.options.has_sections and source.section
        return IncomingFile(
            reader.future.result(),
            reader.name,
            naming.clean_folder(os.fsencode(source.folder)),
            naming.clean_filename(os.fsencode(source.section)) if has_section else "",
        )

    def _retry(self, action):
        return retry(action, self.stop, self.options.retry_seconds)

    def _clean_up(self, pool):
        self._is_over = True
        pool.shutdown(cancel_futures=True)
        for reader in (*self._queue, *self._group):
            reader.discard()


def load_names_and_sizes(album):
    """Return the (name, size) pairs of every version in the album, in the trash or not."""
    versions = Version.objects.filter(picture__placements__album=album)
    return set(versions.values_list("name", "asset__size").iterator())


def _is_hashed(reader):
    return isinstance(reader.future.result(), HashedFile)


def _is_intact(assets, fingerprint):
    asset = assets.get(fingerprint.sha256)
    if asset is None or asset.size != fingerprint.size:
        return False
    return vault.is_still_verified(asset.key, asset.size, asset.verified_at)


def _choose_status(error):
    if isinstance(error, UnsupportedFile):
        return FileStatus.REFUSED
    if isinstance(error, (FileUnreadable, FileStillChanging, OSError)):
        return FileStatus.FAILED
    raise error
