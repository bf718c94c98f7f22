"""Links to bytes: made for who may have them, and followed as long as their door is open."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from assets.delivery import signing
from assets.delivery.sending import StoredFile
from assets.delivery.signing import MediaUrl
from assets.intake import kinds
from assets.models import Asset, Copy
from assets.storage import paths


@dataclass(frozen=True)
class UrlOptions:
    """What can be agreed on a link, besides what it leads to."""

    attachment: bool = False
    until: datetime | None = None
    address: str = signing.ANY_ADDRESS
    now: datetime | None = None

    def signed(self):
        now = (self.now or timezone.now()).timestamp()
        until = self.until and self.until.timestamp()
        disposition = signing.ATTACHMENT if self.attachment else signing.INLINE
        return disposition, self.address, signing.compute_expiry(now, until)


def build_media_url(door, kind, sha256, recipe, **terms):
    """The address of a file for who comes through DOOR; Terms says what else can be given."""
    return build_media_urls(door, [(kind, sha256, recipe)], **terms)[0]


def build_media_urls(door, wanted, **terms):
    """The addresses of many files, each a (kind, sha256, recipe): the tiles of a page."""
    key, agreed = _signing_key(), UrlOptions(**terms).signed()
    return [signing.build_url(key, MediaUrl(door, *what, *agreed)) for what in wanted]


def verify_request(request, kind, sha256):
    """The link that a request follows, if it is good and its door is open; else nothing."""
    query, address = request.META.get("QUERY_STRING", ""), request.META["REMOTE_ADDR"]
    link, signed = signing.parse_url(kind, sha256, query, address) or (None, "")
    if not link or not signing.is_valid(_signing_key(), link, signed, timezone.now().timestamp()):
        return None
    return link if is_door_open(signing.parse_door(link.door)) else None


def is_door_open(door):
    """Whoever made it says so. One that nobody answers for is closed."""
    keeper = settings.DOORS.get(door.kind)
    return bool(keeper and import_string(keeper)(door))


def find_file(link):
    """What a link leads to; nothing when that is gone, or known to be damaged."""
    if link.kind == paths.ORIGINALS:
        rows = Asset.objects.filter(sha256=link.sha256, lost_at=None)
    else:
        copies = Copy.objects.filter(asset__sha256=link.sha256)
        rows = copies.filter(kind=link.kind, recipe=link.recipe)
    found = rows.values_list("extension", "size").first()
    return _build_stored_file(link, *found) if found else None


def get_original_file(asset, name):
    """An original under its own name; nothing when it is known to be damaged."""
    return None if asset.lost_at else StoredFile(asset.key, asset.size, f'"{asset.sha256}"', name)


def _signing_key():
    return signing.derive_key(settings.SECRET_KEY)


def _build_stored_file(link, extension, size):
    left = max(0, link.expires - int(timezone.now().timestamp()))
    return StoredFile(
        key=_storage_key(link, extension),
        size=size,
        etag=f'"{link.kind}-{link.sha256}-{link.recipe}"',
        name=f"{link.sha256[:12]}.{extension}",
        is_attachment=link.disposition == signing.ATTACHMENT or not kinds.is_inline(extension),
        cache_control=f"private, max-age={left}, immutable",
    )


def _storage_key(link, extension):
    if link.kind == paths.ORIGINALS:
        return paths.original_key(link.sha256, extension)
    return paths.rendition_key(link.kind, link.sha256, link.recipe, extension)
