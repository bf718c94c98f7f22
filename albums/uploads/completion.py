"""Finish an upload: store the file and add it to the album before reporting success."""

from django.utils.translation import gettext as _

from albums.arrival import IncomingFile, add_files
from assets.intake import intake
from assets.intake.refusals import UnsupportedFile
from assets.storage import failpoints
from assets.tus import chunks, upload
from assets.tus.errors import UploadRefused


def complete_upload(pending, album, person):
    """Store the uploaded file, add it to the album and return the finished upload."""
    # Every step can be repeated: after a crash, or when two requests finish the same upload, the
    # next request reaches the same result.
    with chunks.lock_for_finish(pending):
        received = _receive_and_verify(pending)
        try:
            incoming = IncomingFile(
                received, pending.name, pending.about["folder"], pending.about["section"]
            )
            (added,) = add_files(album, [incoming], person)
        finally:
            received.incoming.file.close()
        failpoints.reach("upload entered")
        picture = str(added.version.picture_id)
        return upload.finish_upload(pending, {"outcome": str(added.outcome), "picture": picture})


def _receive_and_verify(pending):
    try:
        received = intake.receive_incoming(pending.path, pending.name)
        if pending.sha256 in ("", received.fingerprint.sha256):
            return received
        received.incoming.file.close()
        raise UploadRefused(422, _("The file was damaged during the upload. Upload it again."))
    except (UnsupportedFile, UploadRefused):
        upload.remove_files(pending.handle)
        raise
