"""Files of a plain form: each is written to where it is to be kept, as it comes."""

from dataclasses import dataclass

from django.core.files.uploadhandler import FileUploadHandler
from django.db import DatabaseError
from django.utils.translation import gettext_lazy

from albums import refusals
from albums.arrival import Outcome, Parcel, arrive
from albums.models import Album
from albums.refusals import Closed
from assets.intake import naming
from assets.intake.intake import Received, Receiving, Vanished
from assets.intake.refusals import Unwelcome

TROUBLES = (Unwelcome, Closed, Vanished, Album.DoesNotExist, OSError, DatabaseError)
BECAME = {
    Outcome.NEW: gettext_lazy("Added."),
    Outcome.HERE: gettext_lazy("Already here."),
    Outcome.REVIVED: gettext_lazy("Back from the trash."),
}


@dataclass(frozen=True)
class Result:
    """The one truth about one file."""

    name: str
    sentence: str
    is_in: bool = False


@dataclass(frozen=True)
class Came:
    """A file of the form, as a request holds it: received, or why not."""

    name: str
    received: Received | None
    trouble: Exception | None

    def close(self):
        """What nobody placed leaves no trace; what was placed has another name by now."""
        if self.received:
            self.received.incoming.discard()

    def arrive(self, album, person):
        trouble = self.trouble
        if not trouble:
            try:
                (arrived,) = arrive(album, [Parcel(self.received, self.name)], person)
                return Result(self.name, str(BECAME[arrived.outcome]), is_in=True)
            except TROUBLES as error:
                trouble = error
        return Result(self.name, refusals.sentence(trouble))


class Straight(FileUploadHandler):
    """No file is ever in memory or in a folder of the system's; what fails is kept in mind."""

    chunk_size = 256 * 1024

    def __init__(self):
        super().__init__()
        self._receiving, self._trouble = None, None

    def new_file(self, field_name, file_name, *args, **kwargs):
        super().new_file(field_name, naming.cleaned(file_name), *args, **kwargs)
        self._receiving, self._trouble = Receiving(self.file_name), None

    def receive_data_chunk(self, raw_data, start):
        if not self._trouble:
            self._try(lambda: self._receiving.write(raw_data))

    def file_complete(self, file_size):
        received = None if self._trouble else self._try(self._receiving.finish)
        self._receiving = None
        return Came(self.file_name, received, self._trouble)

    def upload_interrupted(self):
        self.discard()

    def discard(self):
        """Of a file that broke off."""
        if self._receiving:
            self._receiving.discard()

    def _try(self, step):
        try:
            return step()
        except TROUBLES as error:
            self._receiving.discard()
            self._trouble = error


class Barred(FileUploadHandler):
    """For who may not send anything here: nothing of it is taken."""

    def receive_data_chunk(self, raw_data, start):
        return None

    def file_complete(self, file_size):
        return None
