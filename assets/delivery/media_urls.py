"""Build and check signed media URLs."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from assets.delivery import signing
from assets.delivery.sending import StoredFile
from assets.delivery.signing import MediaUrl
from assets.intake import kinds
from assets.models import Asset, Rendition
from assets.storage import paths


@dataclass(frozen=True)
class UrlOptions:
    """What a media URL allows, besides the file it leads to."""

    attachment: bool = False
    until: datetime | None = None
    address: str = signing.ANY_ADDRESS
    now: datetime | None = None

    def as_signed_fields(self):
        now = (self.now or timezone.now()).timestamp()
        until = self.until and self.until.timestamp()
        disposition = signing.ATTACHMENT if self.attachment else signing.INLINE
        return disposition, self.address, signing.compute_expiry(now, until)


def build_media_url(door, kind, sha256, recipe, **options):
    """Return the URL of a file for the people behind a door. See UrlOptions for the options."""
    return build_media_urls(door, [(kind, sha256, recipe)], **options)[0]


def build_media_urls(door, files, **options):
    """Return the URLs of many files, each given as (kind, sha256, recipe)."""
    key, signed_fields = _signing_key(), UrlOptions(**options).as_signed_fields()
    return [signing.build_url(key, MediaUrl(door, *file, *signed_fields)) for file in files]


def verify_request(request, kind, sha256):
    """Return the media URL of a request, or None if it isn't valid or its door is closed."""
    query, address = request.META.get("QUERY_STRING", ""), request.META["REMOTE_ADDR"]
    url, signature = signing.parse_url(kind, sha256, query, address) or (None, "")
    now = timezone.now().timestamp()
    if not url or not signing.is_valid(_signing_key(), url, signature, now):
        return None
    return url if is_door_open(signing.parse_door(url.door)) else None


def is_door_open(door):
    """Ask the app that made the door. A door of an unknown kind is closed."""
    is_open = settings.DOORS.get(door.kind)
    return bool(is_open and import_string(is_open)(door))


def find_file(url):
    """Return the file a media URL leads to, or None if it's gone or known to be damaged."""
    if url.kind == paths.ORIGINALS:
        rows = Asset.objects.filter(sha256=url.sha256, lost_at=None)
    else:
        renditions = Rendition.objects.filter(asset__sha256=url.sha256)
        rows = renditions.filter(kind=url.kind, recipe=url.recipe)
    row = rows.values_list("extension", "size").first()
    return _build_stored_file(url, *row) if row else None


def get_original_file(asset, name):
    """Return an original as a file to send, or None if it's known to be damaged."""
    return None if asset.lost_at else StoredFile(asset.key, asset.size, f'"{asset.sha256}"', name)


def _signing_key():
    return signing.derive_key(settings.SECRET_KEY)


def _build_stored_file(url, extension, size):
    seconds_left = max(0, url.expires - int(timezone.now().timestamp()))
    return StoredFile(
        key=_storage_key(url, extension),
        size=size,
        etag=f'"{url.kind}-{url.sha256}-{url.recipe}"',
        name=f"{url.sha256[:12]}.{extension}",
        is_attachment=url.disposition == signing.ATTACHMENT or not kinds.is_inline(extension),
        cache_control=f"private, max-age={seconds_left}, immutable",
    )


def _storage_key(url, extension):
    if url.kind == paths.ORIGINALS:
        return paths.original_key(url.sha256, extension)
    return paths.rendition_key(url.kind, url.sha256, url.recipe, extension)
