"""Explain why a file could not be added to an album."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assets.intake.refusals import Reason, UnsupportedFile
from assets.storage.backends import DiskFailure
from assets.storage.vault import DiskFull


class AlbumClosed(Exception):
    """The album is in the trash, so nothing can be added."""


class AlbumArchived(AlbumClosed):
    """The album is archived, so nothing can be added."""


_REASON_MESSAGES = {
    Reason.EMPTY: gettext_lazy("The file is empty."),
    Reason.SVG: gettext_lazy("SVG files can contain scripts. Save it as PNG or JPEG."),
    Reason.WEB_PAGE: gettext_lazy("This is a web page, not a photo or video."),
    Reason.PDF: gettext_lazy("This is a PDF, not a photo or video."),
    Reason.POSTSCRIPT: gettext_lazy("PostScript files can contain code. Save it as TIFF or JPEG."),
    Reason.DJVU: gettext_lazy("This is a DjVu document, not a photo or video."),
    Reason.ARCHIVE: gettext_lazy("This is an archive. Unpack it and upload the files in it."),
    Reason.PROGRAM: gettext_lazy("This is a program, not a photo or video."),
    Reason.AUDIO: gettext_lazy("This is an audio file, not a photo or video."),
    Reason.DOCUMENT: gettext_lazy("This is a document, not a photo or video."),
    Reason.TEXT: gettext_lazy("This is a text file, not a photo or video."),
    Reason.UNKNOWN: gettext_lazy("This file type isn't supported."),
}


def archived_message():
    """Return the message for a change in an archived album."""
    return _("This album is archived. Restore it first. Nothing was changed.")


def explain(error):
    """Return the message for an error that kept a file out."""
    if isinstance(error, UnsupportedFile):
        return str(_REASON_MESSAGES[error.reason])
    if isinstance(error, DiskFull):
        return _("Storage is full. Free up space, then try again. Uploaded photos are safe.")
    if isinstance(error, DiskFailure):
        return _("The file couldn't be saved because of a disk error. Upload it again.")
    if isinstance(error, AlbumArchived):
        return _("The album is archived. Restore it to add photos.")
    if isinstance(error, AlbumClosed):
        return _("The album is in the trash. Restore it to add photos.")
    return _("The file couldn't be saved. Upload it again.")
