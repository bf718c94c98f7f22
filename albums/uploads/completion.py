"""The last step of an upload: what came is kept and placed, and only then is it done."""

from django.utils.translation import gettext as _

from albums.arrival import IncomingFile, add_files
from assets.intake import intake
from assets.intake.refusals import UnsupportedFile
from assets.storage import failpoints
from assets.tus import chunks, upload
from assets.tus.errors import UploadRefused


def complete_upload(going, album, person):
    """Whoever dies in here, or comes twice, finds the same end when they come again."""
    with chunks.lock_for_finish(going):
        received = _receive_and_verify(going)
        try:
            parcel = IncomingFile(
                received, going.name, going.about["folder"], going.about["section"]
            )
            (arrived,) = add_files(album, [parcel], person)
        finally:
            received.incoming.file.close()
        failpoints.reach("upload entered")
        picture = str(arrived.version.picture_id)
        return upload.finish_upload(going, {"outcome": str(arrived.outcome), "picture": picture})


def _receive_and_verify(going):
    try:
        received = intake.receive_incoming(going.path, going.name)
        if going.sha256 in ("", received.fingerprint.sha256):
            return received
        received.incoming.file.close()
        raise UploadRefused(422, _("The file was damaged during the upload. Upload it again."))
    except (UnsupportedFile, UploadRefused):
        upload.remove_files(going.handle)
        raise
