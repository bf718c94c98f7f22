"""Why a file did not get in, told to whoever brought it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets.intake.refusals import Reason, UnsupportedFile
from assets.storage.backends import DiskFailure
from assets.storage.vault import DiskFull


class AlbumClosed(Exception):
    """Nothing arrives in an album that is in the trash."""


class AlbumArchived(AlbumClosed):
    """Nor in one that was put away."""


_REASON_MESSAGES = {
    Reason.EMPTY: gettext_lazy("The file is empty."),
    Reason.SVG: gettext_lazy("An SVG can carry a program. Save it as PNG or JPEG."),
    Reason.WEB_PAGE: gettext_lazy("This is a web page, not a photo or a film."),
    Reason.PDF: gettext_lazy("This is a PDF, not a photo or a film."),
    Reason.POSTSCRIPT: gettext_lazy("PostScript can carry a program. Save it as TIFF or JPEG."),
    Reason.DJVU: gettext_lazy("This is a DjVu document, not a photo or a film."),
    Reason.ARCHIVE: gettext_lazy("This is an archive. Unpack it, and send what is in it."),
    Reason.PROGRAM: gettext_lazy("This is a program, not a photo or a film."),
    Reason.AUDIO: gettext_lazy("This is sound without pictures."),
    Reason.DOCUMENT: gettext_lazy("This is a document, not a photo or a film."),
    Reason.TEXT: gettext_lazy("This is text, not a photo or a film."),
    Reason.UNKNOWN: gettext_lazy("This is no kind of photo or film that is known here."),
}


def archived_message():
    """What to say to whoever would change something in an album that was put away."""
    return _("This album is archived: restore it first. Nothing was changed.")


def explain(error):
    """What to say of an error that keeps a file out."""
    if isinstance(error, UnsupportedFile):
        return str(_REASON_MESSAGES[error.reason])
    if isinstance(error, DiskFull):
        return _("The disk is full. What is here is safe; somebody has to make room first.")
    if isinstance(error, DiskFailure):
        return _("The disk failed while the file was written. Please send it again.")
    if isinstance(error, AlbumArchived):
        return _("The album is archived: nothing can be added until it is restored.")
    if isinstance(error, AlbumClosed):
        return _("The album is in the trash: nothing can be added to it.")
    return _("The file could not be kept. Please send it again.")
