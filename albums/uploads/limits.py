"""Check a new upload against the size limit, the quota and the free disk space."""

from django.conf import settings
from django.db.models import Sum
from django.utils.translation import gettext as _

from assets.models import Asset, Version
from assets.storage import vault
from assets.tus import upload
from assets.tus.errors import UploadRefused

MAX_UNFINISHED_UPLOADS = 1000
GB = 1024**3


def check_upload(person, length):
    """Raise UploadRefused or DiskFull if a file of that length can't be uploaded now.

    Call it while holding upload.quota_lock().
    """
    if length > settings.MAX_FILE_SIZE:
        limit = settings.MAX_FILE_SIZE // GB
        raise UploadRefused(413, _("A file can be at most %d GB.") % limit)
    unfinished = list(upload.iter_unfinished())
    own = [one for one, _received in unfinished if one.person == str(person.pk)]
    if len(own) >= MAX_UNFINISHED_UPLOADS:
        raise UploadRefused(
            429, _("You have too many unfinished uploads. Finish or discard some, then try again.")
        )
    # Uploads that have started need the rest of their space as well.
    vault.require_free_space(length + sum(one.length - received for one, received in unfinished))
    announced = sum(one.length for one in own)
    # An upload that finishes during this check is counted twice rather than not at all.
    if (
        not person.is_owner
        and announced + _sum_bytes_sent(person) + length > settings.UPLOADER_QUOTA
    ):
        limit = settings.UPLOADER_QUOTA // GB
        raise UploadRefused(
            413, _("You can upload %d GB in total, and this file would exceed that.") % limit
        )


def _sum_bytes_sent(person):
    sent = Version.objects.uploaded_by(person).values("asset")
    return Asset.objects.filter(pk__in=sent).aggregate(bytes=Sum("size"))["bytes"] or 0
