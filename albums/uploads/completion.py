"""The last step of an upload: what came is kept and placed, and only then is it done."""

from django.utils.translation import gettext as _

from albums.arrival import Parcel, arrive
from assets.intake import intake
from assets.intake.refusals import Unwelcome
from assets.storage import failpoints
from assets.tus import chunks, upload
from assets.tus.errors import Refused


def finish(going, album, person):
    """Whoever dies in here, or comes twice, finds the same end when they come again."""
    with chunks.finishing(going):
        received = _received(going)
        try:
            parcel = Parcel(received, going.name, going.about["folder"], going.about["section"])
            (arrived,) = arrive(album, [parcel], person)
        finally:
            received.incoming.file.close()
        failpoints.reach("upload entered")
        picture = str(arrived.version.picture_id)
        return upload.end(going, {"outcome": str(arrived.outcome), "picture": picture})


def _received(going):
    try:
        received = intake.adopt(going.path, going.name)
        if going.sha256 in ("", received.fingerprint.sha256):
            return received
        received.incoming.file.close()
        raise Refused(422, _("The file was damaged on its way. Send it again."))
    except (Unwelcome, Refused):
        upload.remove(going.handle)
        raise
