"""Write the chunks of an upload.

Between two blocks another request may take over the upload. The slow one then fails.
"""

import os
from contextlib import contextmanager

from django.utils.translation import gettext as _

from assets.intake import kinds
from assets.storage import failpoints, vault
from assets.storage.backends import DiskFailure, sync_file
from assets.tus.errors import UploadNotFound, UploadRefused, WriterReplaced
from assets.tus.upload import discard_upload, remove_files


def get_offset(upload):
    """Return how many bytes are stored and verified. Ends any request that is writing."""
    with _open_writer(upload) as writer:
        return writer.sync_and_get_offset()


def write_chunk(upload, offset, size, blocks, checksum=None):
    """Write up to `size` bytes at `offset`. Return the new offset."""
    vault.require_free_space(size)
    with _open_writer(upload) as writer:
        writer.begin(offset, size, checksum)
        for block in blocks:
            writer.write(block)
            failpoints.reach("block written")
        position = writer.end()
    if offset < min(kinds.HEAD_SIZE, upload.length) <= position:
        _check_type(upload)
    return position


@contextmanager
def lock_for_finish(upload):
    """Lock an upload that is complete. Other requests wait until the lock is released."""
    failpoints.reach("upload complete")
    with _open_writer(upload) as writer, writer.lock_for_finish():
        yield


class ChunkWriter:
    """Writes to an upload until another writer replaces it."""

    def __init__(self, upload, lock, file):
        self._upload, self._lock, self._file = upload, lock, file
        self._checksum, self._position, self._token = None, 0, ""

    def sync_and_get_offset(self):
        with self._lock.hold():
            self._drop_unverified()
            self._lock.admit_writer()
            sync_file(self._file.fileno())
            return self._offset()

    def begin(self, offset, size, checksum):
        with self._lock.hold():
            if offset != self._offset():
                raise UploadRefused(409, _("The offset doesn't match. Ask for the current one."))
            if offset + size > self._upload.length:
                raise UploadRefused(
                    413, _("The file is larger than announced. Start the upload again.")
                )
            self._drop_unverified()
            self._position, self._checksum = offset, checksum
            is_unverified = checksum is not None and not self._is_complete()
            self._token = self._lock.admit_writer(offset if is_unverified else None)

    def write(self, block):
        if self._checksum:
            self._checksum.update(block)
        with self._lock.hold():
            self._lock.check_writer(self._token)
            # The last byte may exist already: the client was asked for it again, see _offset.
            rest = memoryview(block)[self._length() - self._position :]
            self._position += len(block)
            while rest:
                self._refuse_if_stored()
                rest = rest[os.pwrite(self._file.fileno(), rest, self._length()) :]

    def end(self):
        with self._lock.hold():
            self._lock.check_writer(self._token)
            if self._checksum:
                self._verify()
            sync_file(self._file.fileno())
            self._lock.admit_writer()
            return self._position

    @contextmanager
    def lock_for_finish(self):
        with self._lock.hold():
            if not self._is_complete():
                raise WriterReplaced
            self._lock.admit_writer()
            yield

    def _verify(self):
        try:
            self._checksum.check()
        except UploadRefused:
            self._drop_unverified()
            self._lock.admit_writer()
            raise

    def _offset(self):
        unverified_from = self._lock.unverified_from
        verified = self._length() if unverified_from is None else unverified_from
        # A client takes an upload as done when its offset is its length. Until the file is
        # stored, it is asked for the last byte again.
        return min(verified, self._upload.length - 1)

    def _drop_unverified(self):
        offset = self._lock.unverified_from
        if offset is not None:
            self._refuse_if_stored()
            os.ftruncate(self._file.fileno(), offset)

    def _is_complete(self):
        return self._lock.unverified_from is None and self._length() == self._upload.length

    def _refuse_if_stored(self):
        # A file with a second link is a stored original, which nobody may change.
        if os.fstat(self._file.fileno()).st_nlink != 1:
            raise WriterReplaced

    def _length(self):
        return os.fstat(self._file.fileno()).st_size


@contextmanager
def _open_writer(upload):
    try:
        with (
            upload.write_lock() as lock,
            _open_data(upload.path) as file,
            vault.classify_disk_errors(),
        ):
            yield ChunkWriter(upload, lock, file)
    except DiskFailure:
        # Nobody knows which of the bytes reached the disk.
        remove_files(upload.handle)
        raise


def _open_data(path):
    try:
        return path.open("r+b", buffering=0)
    except PermissionError:
        # A process was killed after it made the complete file read-only.
        return path.open("rb", buffering=0)
    except FileNotFoundError as error:
        raise UploadNotFound from error


def _check_type(upload):
    """Discard the upload at once if its first bytes show a file type that isn't supported."""
    with _open_data(upload.path) as file:
        head = file.read(kinds.HEAD_SIZE)
    try:
        kinds.detect_type(head, upload.name)
    except kinds.UnsupportedFile:
        discard_upload(upload)
        raise
