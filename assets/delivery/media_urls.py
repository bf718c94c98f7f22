"""Links to bytes: made for who may have them, and followed as long as their door is open."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from assets.delivery import signing
from assets.delivery.sending import Sending
from assets.delivery.signing import Link
from assets.intake import kinds
from assets.models import Asset, Copy
from assets.storage import paths


@dataclass(frozen=True)
class Terms:
    """What can be agreed on a link, besides what it leads to."""

    attachment: bool = False
    until: datetime | None = None
    address: str = signing.ANY
    now: datetime | None = None

    def signed(self):
        now = (self.now or timezone.now()).timestamp()
        until = self.until and self.until.timestamp()
        disposition = signing.ATTACHMENT if self.attachment else signing.INLINE
        return disposition, self.address, signing.expiry(now, until)


def link(door, kind, sha256, recipe, **terms):
    """The address of a file for who comes through DOOR; Terms says what else can be given."""
    return links(door, [(kind, sha256, recipe)], **terms)[0]


def links(door, wanted, **terms):
    """The addresses of many files, each a (kind, sha256, recipe): the tiles of a page."""
    key, agreed = _key(), Terms(**terms).signed()
    return [signing.url(key, Link(door, *what, *agreed)) for what in wanted]


def followed(request, kind, sha256):
    """The link that a request follows, if it is good and its door is open; else nothing."""
    query, address = request.META.get("QUERY_STRING", ""), request.META["REMOTE_ADDR"]
    link, signed = signing.read(kind, sha256, query, address) or (None, "")
    if not link or not signing.is_good(_key(), link, signed, timezone.now().timestamp()):
        return None
    return link if is_open(signing.door(link.door)) else None


def is_open(door):
    """Whoever made it says so. One that nobody answers for is closed."""
    keeper = settings.DOORS.get(door.kind)
    return bool(keeper and import_string(keeper)(door))


def behind(link):
    """What a link leads to; nothing when that is gone, or known to be damaged."""
    if link.kind == paths.ORIGINALS:
        rows = Asset.objects.filter(sha256=link.sha256, lost_at=None)
    else:
        copies = Copy.objects.filter(asset__sha256=link.sha256)
        rows = copies.filter(kind=link.kind, recipe=link.recipe)
    found = rows.values_list("extension", "size").first()
    return _sending(link, *found) if found else None


def original(asset, name):
    """An original under its own name; nothing when it is known to be damaged."""
    return None if asset.lost_at else Sending(asset.key, asset.size, f'"{asset.sha256}"', name)


def _key():
    return signing.key(settings.SECRET_KEY)


def _sending(link, extension, size):
    left = max(0, link.expires - int(timezone.now().timestamp()))
    return Sending(
        key=_place(link, extension),
        size=size,
        etag=f'"{link.kind}-{link.sha256}-{link.recipe}"',
        name=f"{link.sha256[:12]}.{extension}",
        is_attachment=link.disposition == signing.ATTACHMENT
        or not kinds.is_shown_inline(extension),
        cache_control=f"private, max-age={left}, immutable",
    )


def _place(link, extension):
    if link.kind == paths.ORIGINALS:
        return paths.original(link.sha256, extension)
    return paths.copy(link.kind, link.sha256, link.recipe, extension)
