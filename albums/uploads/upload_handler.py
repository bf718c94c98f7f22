"""Files of a plain form: each is written to where it is to be kept, as it comes."""

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
    Outcome.RESTORED: gettext_lazy("Back from the trash."),
}


@dataclass(frozen=True)
class FileResult:
    """The one truth about one file."""

    name: str
    sentence: str
    is_added: bool = False


@dataclass(frozen=True)
class FormFile:
    """A file of the form, as a request holds it: received, or why not."""

    name: str
    received: ReceivedFile | None
    trouble: Exception | None

    def close(self):
        """What nobody placed leaves no trace; what was placed has another name by now."""
        if self.received:
            self.received.incoming.discard()

    def add_to_album(self, album, person):
        trouble = self.trouble
        if not trouble:
            try:
                (arrived,) = add_files(album, [IncomingFile(self.received, self.name)], person)
                return FileResult(
                    self.name, str(MESSAGE_BY_OUTCOME[arrived.outcome]), is_added=True
                )
            except UPLOAD_ERRORS as error:
                trouble = error
        return FileResult(self.name, refusals.explain(trouble))


class StreamingUploadHandler(FileUploadHandler):
    """No file is ever in memory or in a folder of the system's; what fails is kept in mind."""

    chunk_size = 256 * 1024

    def __init__(self):
        super().__init__()
        self._receiving, self._trouble = None, None

    def new_file(self, field_name, file_name, *args, **kwargs):
        super().new_file(field_name, naming.clean_filename(file_name), *args, **kwargs)
        self._receiving, self._trouble = FileReceiver(self.file_name), None

    def receive_data_chunk(self, raw_data, start):
        if not self._trouble:
            self._try(lambda: self._receiving.write(raw_data))

    def file_complete(self, file_size):
        received = None if self._trouble else self._try(self._receiving.finish)
        self._receiving = None
        return FormFile(self.file_name, received, self._trouble)

    def upload_interrupted(self):
        self.discard()

    def discard(self):
        """Of a file that broke off."""
        if self._receiving:
            self._receiving.discard()

    def _try(self, step):
        try:
            return step()
        except UPLOAD_ERRORS as error:
            self._receiving.discard()
            self._trouble = error


class DiscardingUploadHandler(FileUploadHandler):
    """For who may not send anything here: nothing of it is taken."""

    def receive_data_chunk(self, raw_data, start):
        return None

    def file_complete(self, file_size):
        return None
