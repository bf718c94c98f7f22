"""Stream the files of a plain form straight to the photos volume."""

from dataclasses import dataclass

from django.core.files.uploadhandler import FileUploadHandler
from django.db import DatabaseError
from django.utils.translation import gettext_lazy

from albums import refusals
from albums.arrival import IncomingFile, Outcome, add_files
from albums.models import Album
from albums.refusals import AlbumClosed
from assets.intake import naming
from assets.intake.intake import BytesVanished, FileReceiver, ReceivedFile
from assets.intake.refusals import UnsupportedFile

UPLOAD_ERRORS = (
    UnsupportedFile,
    AlbumClosed,
    BytesVanished,
    Album.DoesNotExist,
    OSError,
    DatabaseError,
)
MESSAGE_BY_OUTCOME = {
    Outcome.NEW: gettext_lazy("Added."),
    Outcome.DUPLICATE: gettext_lazy("Already here."),
    Outcome.RESTORED: gettext_lazy("Restored from trash."),
}


@dataclass(frozen=True)
class FileResult:
    """What became of one file of the form, as a sentence for the page."""

    name: str
    sentence: str
    is_added: bool = False


@dataclass(frozen=True)
class FormFile:
    """A file of the form: received, or the error that stopped it."""

    name: str
    received: ReceivedFile | None
    error: Exception | None

    def close(self):
        """Delete the temporary file. Django calls this when the request ends."""
        # A file that was added to an album has been linked under another name by now.
        if self.received:
            self.received.incoming.discard()

    def add_to_album(self, album, person):
        """Add the file to the album and return its FileResult."""
        failure = self.error
        if not failure:
            try:
                (added,) = add_files(album, [IncomingFile(self.received, self.name)], person)
                return FileResult(self.name, str(MESSAGE_BY_OUTCOME[added.outcome]), is_added=True)
            except UPLOAD_ERRORS as error:
                failure = error
        return FileResult(self.name, refusals.explain(failure))


class StreamingUploadHandler(FileUploadHandler):
    """Write each file to the photos volume as it arrives, and keep its error if it fails."""

    # Django's own handlers would hold small files in memory and large ones in /tmp, which may be
    # too small for a video.

    chunk_size = 256 * 1024

    def __init__(self):
        super().__init__()
        self._receiver, self._error = None, None

    def new_file(self, field_name, file_name, *args, **kwargs):
        super().new_file(field_name, naming.clean_filename(file_name), *args, **kwargs)
        self._receiver, self._error = FileReceiver(self.file_name), None

    def receive_data_chunk(self, raw_data, start):
        if not self._error:
            self._try(lambda: self._receiver.write(raw_data))

    def file_complete(self, file_size):
        received = None if self._error else self._try(self._receiver.finish)
        self._receiver = None
        return FormFile(self.file_name, received, self._error)

    def upload_interrupted(self):
        self.discard()

    def discard(self):
        """Delete the temporary file of an interrupted upload."""
        if self._receiver:
            self._receiver.discard()

    def _try(self, step):
        try:
            return step()
        except UPLOAD_ERRORS as error:
            self._receiver.discard()
            self._error = error


class DiscardingUploadHandler(FileUploadHandler):
    """Ignore all files, for users who may not upload here."""

    def receive_data_chunk(self, raw_data, start):
        return None

    def file_complete(self, file_size):
        return None
