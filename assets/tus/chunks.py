"""Bytes as they come. Between two pieces anybody may take over, and who was slow is out."""

import os
from contextlib import contextmanager

from django.utils.translation import gettext as _

from assets.intake import kinds
from assets.storage import failpoints, vault
from assets.storage.backends import DiskFailure, sync_file
from assets.tus.errors import UploadNotFound, UploadRefused, WriterReplaced
from assets.tus.upload import discard_upload, remove_files


def get_offset(upload):
    """How far an upload is, on disk and proven. Who was writing until now is out."""
    with _open_writer(upload) as turn:
        return turn.take_stock()


def write_chunk(upload, offset, size, pieces, checksum=None):
    """Write SIZE bytes from OFFSET on, or as many as come; how far it is then, comes back."""
    vault.require_free_space(size)
    with _open_writer(upload) as turn:
        turn.begin(offset, size, checksum)
        for piece in pieces:
            turn.write(piece)
            failpoints.reach("piece written")
        position = turn.end()
    if offset < min(kinds.HEAD_SIZE, upload.length) <= position:
        _check_type(upload)
    return position


@contextmanager
def lock_for_finish(upload):
    """Alone with all of the bytes; whoever else wants something waits until this is over."""
    failpoints.reach("upload whole")
    with _open_writer(upload) as turn, turn.finishing():
        yield


class ChunkWriter:
    """The right to write, until somebody else takes it."""

    def __init__(self, upload, turnstile, file):
        self._upload, self._turnstile, self._file = upload, turnstile, file
        self._checksum, self._position, self._token = None, 0, ""

    def take_stock(self):
        with self._turnstile.alone():
            self._drop_unproven()
            self._turnstile.admit()
            sync_file(self._file.fileno())
            return self._offset()

    def begin(self, offset, size, checksum):
        with self._turnstile.alone():
            if offset != self._offset():
                raise UploadRefused(
                    409, _("The upload is at another place. Ask where, and go on.")
                )
            if offset + size > self._upload.length:
                raise UploadRefused(413, _("The file is longer than was said. Begin again."))
            self._drop_unproven()
            self._position, self._checksum = offset, checksum
            is_provable = checksum is not None and not self._is_whole()
            self._token = self._turnstile.admit(offset if is_provable else None)

    def write(self, piece):
        if self._checksum:
            self._checksum.update(piece)
        with self._turnstile.alone():
            self._turnstile.check(self._token)
            # The last byte may lie there already: it was asked for again, see _offset.
            rest = memoryview(piece)[self._length() - self._position :]
            self._position += len(piece)
            while rest and self._is_ours():
                rest = rest[os.pwrite(self._file.fileno(), rest, self._length()) :]

    def end(self):
        with self._turnstile.alone():
            self._turnstile.check(self._token)
            if self._checksum:
                self._prove()
            sync_file(self._file.fileno())
            self._turnstile.admit()
            return self._position

    @contextmanager
    def finishing(self):
        with self._turnstile.alone():
            if not self._is_whole():
                raise WriterReplaced
            self._turnstile.admit()
            yield

    def _prove(self):
        try:
            self._checksum.check()
        except UploadRefused:
            self._drop_unproven()
            self._turnstile.admit()
            raise

    def _offset(self):
        """Clients take an upload that is all there as done, so until it is, a byte is missing."""
        floor = self._turnstile.floor
        stands = self._length() if floor is None else floor
        return min(stands, self._upload.length - 1)

    def _drop_unproven(self):
        floor = self._turnstile.floor
        if floor is not None and self._is_ours():
            os.ftruncate(self._file.fileno(), floor)

    def _is_whole(self):
        return self._turnstile.floor is None and self._length() == self._upload.length

    def _is_ours(self):
        """With a second name these bytes are an original, and nobody writes to one."""
        if os.fstat(self._file.fileno()).st_nlink != 1:
            raise WriterReplaced
        return True

    def _length(self):
        return os.fstat(self._file.fileno()).st_size


@contextmanager
def _open_writer(upload):
    try:
        with (
            upload.turnstile() as turnstile,
            _open_data(upload.path) as file,
            vault.classify_disk_errors(),
        ):
            yield ChunkWriter(upload, turnstile, file)
    except DiskFailure:
        remove_files(upload.handle)  # nobody knows which of its bytes are there
        raise


def _open_data(path):
    try:
        return path.open("r+b", buffering=0)
    except PermissionError:
        return path.open("rb", buffering=0)  # it was all there when somebody was killed
    except FileNotFoundError as error:
        raise UploadNotFound from error


def _check_type(upload):
    """A first look at what it is: what nobody wants need not come to its end."""
    with _open_data(upload.path) as file:
        head = file.read(kinds.HEAD_SIZE)
    try:
        kinds.detect_type(head, upload.name)
    except kinds.UnsupportedFile:
        discard_upload(upload)
        raise
