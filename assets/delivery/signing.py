"""Links to bytes: what they say, and the signature that makes them good.

    /media/<kind>/<sha256>?r=<recipe>&d=<door>&e=<expires>&s=<signature>

The parameters stand in this order and nothing else with them, but `&a=1` behind them when the
bytes are for saving, and `&i=1` at the end when only one address may have them. The signature is
HMAC-SHA256, in 64 hexadecimal digits, over

    v1|<door>|<kind>|<sha256>|<recipe>|<disposition>|<address>|<expires>

with `inline` or `attachment` as disposition, and with `-` where any address will do. An original
has the recipe `-`. `tests/signing_vectors.json` holds every implementation to this.
"""

import hmac
import re
from typing import NamedTuple

from assets.storage import paths

INLINE, ATTACHMENT = "inline", "attachment"
ANY_ADDRESS = "-"
WINDOW_SECONDS = 12 * 3600
MIN_SECONDS = 3600

_PURPOSE = b"clientpix: links to bytes, v1"

KIND_PATTERN = "|".join((*paths.RENDITION_KINDS, paths.ORIGINALS))
SHA256_PATTERN = paths.SHA256.pattern
_RECIPE = r"[a-z0-9-]{1,32}"
_DOOR = r"[a-z][a-z0-9]{1,40}\.[A-Za-z0-9_-]{1,43}\.[A-Za-z0-9_-]{1,43}"
_EXPIRES = r"[1-9][0-9]{0,11}"
_QUERY = re.compile(
    rf"r=({_RECIPE})&d=({_DOOR})&e=({_EXPIRES})&s=([0-9a-f]{{64}})(&a=1)?(&i=1)?", re.ASCII
)
# No field can hold a bar, so no two links are signed as the same words.
_CANONICAL = re.compile(
    rf"v1\|{_DOOR}\|(?:(?:{'|'.join(paths.RENDITION_KINDS)})\|{SHA256_PATTERN}\|{_RECIPE}|{paths.ORIGINALS}"
    rf"\|{SHA256_PATTERN}\|-)\|(?:{INLINE}|{ATTACHMENT})\|(?:-|[0-9a-f.:]{{2,45}})\|{_EXPIRES}",
    re.ASCII,
)


class MediaUrl(NamedTuple):
    """What is signed."""

    door: str
    kind: str
    sha256: str
    recipe: str
    disposition: str
    address: str
    expires: int


class Door(NamedTuple):
    """Who a link was made for, and what of theirs may have changed since."""

    kind: str
    id: str
    epoch: str
    album_epoch: str


def derive_key(secret: str) -> bytes:
    """For this purpose alone: whoever has it can make links, and learns no other secret."""
    return hmac.digest(secret.encode(), _PURPOSE, "sha256")


def build_canonical(link: MediaUrl) -> str:
    text = "|".join(("v1", *link[:-1], str(link.expires)))
    if not _CANONICAL.fullmatch(text):
        raise ValueError(f"not to be signed: {text!r}")
    return text


def sign(key: bytes, link: MediaUrl) -> str:
    return hmac.digest(key, build_canonical(link).encode(), "sha256").hex()


def build_url(key: bytes, link: MediaUrl) -> str:
    path = f"/media/{link.kind}/{link.sha256}"
    signed = f"r={link.recipe}&d={link.door}&e={link.expires}&s={sign(key, link)}"
    saved = "&a=1" if link.disposition == ATTACHMENT else ""
    bound = "" if link.address == ANY_ADDRESS else "&i=1"
    return f"{path}?{signed}{saved}{bound}"


def parse_url(kind: str, sha256: str, query: str, address: str) -> tuple[MediaUrl, str] | None:
    """The link that somebody at ADDRESS came with, and its signature, good or not."""
    found = _QUERY.fullmatch(query)
    if not found or address == ANY_ADDRESS:
        return None
    recipe, door, expires, signed, is_attachment, is_bound = found.groups()
    disposition = ATTACHMENT if is_attachment else INLINE
    allowed = address if is_bound else ANY_ADDRESS
    return MediaUrl(door, kind, sha256, recipe, disposition, allowed, int(expires)), signed


def is_valid(key: bytes, link: MediaUrl, signed: str, now: float) -> bool:
    try:
        expected = sign(key, link)
    except ValueError:
        return False
    return hmac.compare_digest(expected, signed) and now < link.expires


def compute_expiry(now: float, until: float | None = None) -> int:
    """The end of the window of 12 hours, so that all links of a window are the same.

    In the last hour of a window it is the end of the next one: a link lives for 1 to 13 hours.
    """
    end = (int(now) + MIN_SECONDS) // WINDOW_SECONDS * WINDOW_SECONDS + WINDOW_SECONDS
    return end if until is None else min(end, int(until))


def parse_door(text: str) -> Door:
    """The door of a link, which `canonical` has accepted."""
    who, epoch, album_epoch = text.split(".")
    return Door(who[0], who[1:], epoch, album_epoch)
