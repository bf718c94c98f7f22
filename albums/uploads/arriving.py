"""The last step of an upload: what came is kept and placed, and only then is it done."""

from django.utils.translation import gettext as _

from albums.arrival import Parcel, arrive
from assets import failpoints, intake
from assets.refusals import Unwelcome
from assets.resumable import upload, writing
from assets.resumable.refused import Refused


def finish(going, album, person):
    """Whoever dies in here, or comes twice, finds the same end when they come again."""
    with writing.finishing(going):
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
