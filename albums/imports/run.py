"""Files brought into an album: threads read them, groups of them are acknowledged, in order."""

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
MAX_GROUP_SECONDS = 1.0
MAX_READ_AHEAD_BYTES = 256 * 1024**2

# After these nothing more can arrive; after any other error the next file may.
FATAL_ERRORS = (vault.DiskFull, AlbumClosed, OperationalError, InterfaceError, Album.DoesNotExist)
SINGLE_FILE_ERRORS = (BytesVanished, OSError, DatabaseError)


class FileStatus(StrEnum):
    NEW = "new"
    HERE = "here"
    REVIVED = "revived"
    REFUSED = "refused"
    FAILED = "failed"


class FileResult(NamedTuple):
    """The one truth about one file."""

    found: SourceFile
    verdict: FileStatus
    error: Exception | None = None


@dataclass(frozen=True)
class ImportOptions:
    """What may be chosen: threads that read, folders that are sections, and how long to wait."""

    jobs: int = 1
    has_sections: bool = False
    patience: float = MAX_RETRY_SECONDS


class ImportRun:
    """One run. What has a result is settled for good; the rest is as if it had not been read."""

    def __init__(self, album, by, halt, how):
        self.album, self.by, self.halt, self.how = album, by, halt, how
        self.trouble = None
        self._queue, self._group = deque(), []
        self._group_since = 0.0
        self._is_over = False
        self._known = set()

    @property
    def bytes_in_flight(self):
        return sum(reading.bytes for reading in (*self._queue, *self._group))

    def bring(self, files, tick=lambda: None):
        """The result of each file, as soon as there is one; TICK is called now and then."""
        files = iter(files)
        pool = ThreadPoolExecutor(self.how.jobs, "reading")
        try:
            self._known = self._ask(self._look_up)
            while self._fill(files, pool) and not self.halt.has_come:
                yield from self._step(pool)
                tick()
        except FATAL_ERRORS as error:
            self.trouble = error
        finally:
            self._leave(pool)

    def _look_up(self):
        """What is known; nothing need be read for an album that would not take it."""
        arrival.check_accepts_files(Album.objects.get(pk=self.album.pk))
        return load_names_and_sizes(self.album)

    def _fill(self, files, pool):
        """Keep the threads busy, and little on its way; whether there is something to wait for."""
        while not self.trouble and self._has_room():
            found = next(files, None)
            if found is None:
                break
            reading = FileReader(found, lambda: self._is_over or self.halt.has_come)
            is_known = (reading.name, found.size) in self._known
            reading.begin(pool, reading.hash if is_known else reading.receive)
            self._queue.append(reading)
        return self._queue or self._group

    def _has_room(self):
        if len(self._queue) <= self.how.jobs:
            return True
        ahead = sum(reading.found.size for reading in self._queue)
        return len(self._queue) < GROUP_SIZE and ahead < MAX_READ_AHEAD_BYTES

    def _step(self, pool):
        """See to the next file that was read, or to those that wait to be acknowledged."""
        if not self._queue or self._is_group_due():
            yield from self._settle(pool)
            return
        reading = self._queue[0]
        if not reading.future.done() and not wait([reading.future], POLL_SECONDS).done:
            return
        self._queue.popleft()
        error = reading.future.exception()
        if error is None:
            self._group_since = self._group_since if self._group else time.monotonic()
            self._group.append(reading)
        elif isinstance(error, vault.DiskFull):
            self.trouble = error
        elif not isinstance(error, ReadingAbandoned):
            yield FileResult(reading.found, _choose_status(error), error)

    def _is_group_due(self):
        if not self._group:
            return False
        size = sum(reading.found.size for reading in self._group)
        is_full = len(self._group) >= GROUP_SIZE or size >= MAX_GROUP_BYTES
        return is_full or time.monotonic() - self._group_since >= MAX_GROUP_SECONDS

    def _settle(self, pool):
        """Nothing is taken from the group before all of it is settled: what is left is let go."""
        hashed = [one for one in self._group if isinstance(one.future.result(), HashedFile)]
        received = [one for one in self._group if one not in hashed]
        here = self._lying_here(hashed)
        yield from (FileResult(reading.found, FileStatus.HERE) for reading in here)
        yield from self._arrive(received)
        for reading in received:
            reading.let_go()
        self._group = []
        for reading in reversed([one for one in hashed if one not in here]):
            reading.begin(pool, reading.receive)
            self._queue.appendleft(reading)

    def _lying_here(self, hashed):
        """Those whose bytes are in the album, alive and beyond doubt."""
        prints = {reading: reading.future.result().fingerprint for reading in hashed}
        assets = self._ask(lambda: self._assets(prints.values())) if prints else {}
        return [reading for reading, one in prints.items() if _is_intact(assets, one)]

    def _assets(self, prints):
        # Not a join: a database might begin with the album, and go through all that is in it.
        here = Placement.objects.alive().filter(album=self.album, picture=OuterRef("picture"))
        versions = Version.objects.filter(
            Exists(here),
            asset__sha256__in=[one.sha256 for one in prints],
            asset__lost_at=None,
            asset__doomed_at=None,
        )
        return {one.asset.sha256: one.asset for one in versions.select_related("asset")}

    def _arrive(self, readings):
        """A group, or each by itself when one of them spoils it for all."""
        if not readings:
            return
        parcels = [self._parcel(reading) for reading in readings]
        try:
            arrivals = self._ask(lambda: arrival.add_files(self.album, parcels, self.by))
        except FATAL_ERRORS:
            raise
        except SINGLE_FILE_ERRORS as error:
            if len(readings) == 1:
                yield FileResult(readings[0].found, FileStatus.FAILED, error)
                return
            for reading in readings:
                yield from self._arrive([reading])
        else:
            for reading, arrived in zip(readings, arrivals, strict=True):
                yield FileResult(reading.found, FileStatus(arrived.outcome))

    def _parcel(self, reading):
        found = reading.found
        has_section = self.how.has_sections and found.section
        return IncomingFile(
            reading.future.result(),
            reading.name,
            naming.clean_folder(os.fsencode(found.folder)),
            naming.clean_filename(os.fsencode(found.section)) if has_section else "",
        )

    def _ask(self, question):
        return retry(question, self.halt, self.how.patience)

    def _leave(self, pool):
        self._is_over = True
        pool.shutdown(cancel_futures=True)
        for reading in (*self._queue, *self._group):
            reading.let_go()


def load_names_and_sizes(album):
    """Files like these may be here already: they are looked at before they are copied."""
    versions = Version.objects.filter(picture__placements__album=album)
    return set(versions.values_list("name", "asset__size").iterator())


def _is_intact(assets, print_):
    asset = assets.get(print_.sha256)
    if asset is None or asset.size != print_.size:
        return False
    return vault.is_still_verified(asset.key, asset.size, asset.verified_at)


def _choose_status(error):
    if isinstance(error, UnsupportedFile):
        return FileStatus.REFUSED
    if isinstance(error, (FileUnreadable, FileStillChanging, OSError)):
        return FileStatus.FAILED
    raise error
