"""How much somebody may send, and how much there is room for, with all that is announced."""

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
    """Refuse a file of that length, or let it be announced; to be asked while counting."""
    if length > settings.MAX_FILE_SIZE:
        most = settings.MAX_FILE_SIZE // GB
        raise UploadRefused(413, _("A file may have at most %d GB.") % most)
    waiting = list(upload.iter_unfinished())
    own = [announced for announced, _come in waiting if announced.person == str(person.pk)]
    if len(own) >= MAX_UNFINISHED_UPLOADS:
        raise UploadRefused(429, _("Too many of your files have not come to their end yet."))
    vault.require_free_space(length + sum(announced.length - come for announced, come in waiting))
    announced = sum(one.length for one in own)
    # What comes to its end now is counted twice rather than not at all.
    if (
        not person.is_owner
        and announced + _sum_bytes_sent(person) + length > settings.UPLOADER_QUOTA
    ):
        most = settings.UPLOADER_QUOTA // GB
        raise UploadRefused(413, _("You may send %d GB in all, and this would be more.") % most)


def _sum_bytes_sent(person):
    sent = Version.objects.uploaded_by(person).values("asset")
    return Asset.objects.filter(pk__in=sent).aggregate(bytes=Sum("size"))["bytes"] or 0
