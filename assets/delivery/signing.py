"""The format and signature of media URLs.

    /media/<kind>/<sha256>?r=<recipe>&d=<door>&e=<expires>&s=<signature>

The parameters have this order, and no others are allowed except `&a=1` after them if the file is
to be saved as an attachment, and `&i=1` at the end if the URL is only valid for one IP address.
The signature is HMAC-SHA256, as 64 hexadecimal digits, over

    v1|<door>|<kind>|<sha256>|<recipe>|<disposition>|<address>|<expires>

with `inline` or `attachment` as the disposition, and `-` as the address if any will do. An
original has the recipe `-`. Every implementation must pass `tests/signing_vectors.json`.
"""

import hmac
import re
from typing import NamedTuple

from assets.storage import paths

INLINE, ATTACHMENT = "inline", "attachment"
ANY_ADDRESS = "-"
WINDOW_SECONDS = 12 * 3600
MIN_SECONDS = 3600

# Changing this invalidates all media URLs.
_PURPOSE = b"clientpix: links to bytes, v1"

KIND_PATTERN = "|".join((*paths.RENDITION_KINDS, paths.ORIGINALS))
SHA256_PATTERN = paths.SHA256.pattern
_RECIPE = r"[a-z0-9-]{1,32}"
_DOOR = r"[a-z][a-z0-9]{1,40}\.[A-Za-z0-9_-]{1,43}\.[A-Za-z0-9_-]{1,43}"
_EXPIRES = r"[1-9][0-9]{0,11}"
_QUERY = re.compile(
    rf"r=({_RECIPE})&d=({_DOOR})&e=({_EXPIRES})&s=([0-9a-f]{{64}})(&a=1)?(&i=1)?", re.ASCII
)
# No field can contain a bar, so two different URLs never have the same canonical text.
_CANONICAL = re.compile(
    rf"v1\|{_DOOR}\|(?:(?:{'|'.join(paths.RENDITION_KINDS)})\|{SHA256_PATTERN}\|{_RECIPE}|{paths.ORIGINALS}"
    rf"\|{SHA256_PATTERN}\|-)\|(?:{INLINE}|{ATTACHMENT})\|(?:-|[0-9a-f.:]{{2,45}})\|{_EXPIRES}",
    re.ASCII,
)


class MediaUrl(NamedTuple):
    """The signed fields of a media URL."""

    door: str
    kind: str
    sha256: str
    recipe: str
    disposition: str
    address: str
    expires: int


class Door(NamedTuple):
    """Whom a URL was made for, and the epochs that end it when they change."""

    kind: str
    id: str
    epoch: str
    album_epoch: str


def derive_key(secret: str) -> bytes:
    """Derive the signing key. It can only sign URLs and doesn't reveal the secret."""
    return hmac.digest(secret.encode(), _PURPOSE, "sha256")


def build_canonical(url: MediaUrl) -> str:
    text = "|".join(("v1", *url[:-1], str(url.expires)))
    if not _CANONICAL.fullmatch(text):
        raise ValueError(f"can't be signed: {text!r}")
    return text


def sign(key: bytes, url: MediaUrl) -> str:
    return hmac.digest(key, build_canonical(url).encode(), "sha256").hex()


def build_url(key: bytes, url: MediaUrl) -> str:
    path = f"/media/{url.kind}/{url.sha256}"
    query = f"r={url.recipe}&d={url.door}&e={url.expires}&s={sign(key, url)}"
    attachment = "&a=1" if url.disposition == ATTACHMENT else ""
    one_address = "" if url.address == ANY_ADDRESS else "&i=1"
    return f"{path}?{query}{attachment}{one_address}"


def parse_url(kind: str, sha256: str, query: str, address: str) -> tuple[MediaUrl, str] | None:
    """Return the URL requested from an IP address and its signature, which may be wrong."""
    match = _QUERY.fullmatch(query)
    if not match or address == ANY_ADDRESS:
        return None
    recipe, door, expires, signature, is_attachment, is_bound = match.groups()
    disposition = ATTACHMENT if is_attachment else INLINE
    allowed = address if is_bound else ANY_ADDRESS
    return MediaUrl(door, kind, sha256, recipe, disposition, allowed, int(expires)), signature


def is_valid(key: bytes, url: MediaUrl, signature: str, now: float) -> bool:
    try:
        expected = sign(key, url)
    except ValueError:
        return False
    # In constant time, so that the time doesn't reveal how much of a guess is right.
    return hmac.compare_digest(expected, signature) and now < url.expires


def compute_expiry(now: float, until: float | None = None) -> int:
    """Return when a URL made now expires: in 1 to 13 hours, but not after `until`."""
    # URLs expire at the end of a window of 12 hours, in its last hour at the end of the next one.
    # So the URLs of a file stay the same within a window, and browsers can cache it.
    end = (int(now) + MIN_SECONDS) // WINDOW_SECONDS * WINDOW_SECONDS + WINDOW_SECONDS
    return end if until is None else min(end, int(until))


def parse_door(text: str) -> Door:
    """Split the door of a URL whose signature is valid."""
    holder, epoch, album_epoch = text.split(".")
    return Door(holder[0], holder[1:], epoch, album_epoch)
