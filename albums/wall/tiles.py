"""Tiles: what is seen of a picture before it is opened, with links to its smaller renditions.

A page is mostly its tiles, so they are plain tuples of text: one query for what they are, one for
their renditions, one for how many versions they have.
"""

from itertools import batched
from typing import NamedTuple

from django.db.models import Count
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from albums.wall import choosing
from albums.wall.shapes import ratio
from assets import delivery
from assets.kinds import Kind
from assets.models import Asset, Copy, Version

TIERS = ("small", "thumbnails")
LEADING = "picture__versions__"
ASSET = f"{LEADING}asset__"
COLUMNS = (
    *("pk", "section", "hidden", "picture", "picture__turn", "picture__caption"),
    *(f"{LEADING}name", f"{LEADING}asset"),
    *(f"{ASSET}{name}" for name in ("sha256", "kind", "state", "seconds")),
    *(f"{ASSET}{name}" for name in ("width", "height", "shade", "placeholder")),
)
COPY = ("asset", "recipe", "kind", "width", "height")
plain = SafeString  # digits and letters, which need no escaping
IN_THE_MAKING = {Asset.State.NEW: "making", Asset.State.DEVELOPING: "making"}


class Row(NamedTuple):
    """A placement with its picture, and the version that leads."""

    pk: object
    section: object
    hidden: bool
    picture: object
    turn: int
    caption: str
    name: str
    asset: object
    sha256: str
    kind: str
    state: str
    seconds: float | None
    width: int | None
    height: int | None
    shade: str
    placeholder: str


class Shown(NamedTuple):
    """Two renditions of a picture, and how they are to be turned until there are better ones."""

    small: str = ""
    width: str = ""
    height: str = ""
    large: str = ""
    large_width: str = ""
    srcset: str = ""
    spin: str = ""


class Tile(NamedTuple):
    """All of it text, as the page needs it."""

    id: str
    picture: str
    name: str
    caption: str
    ratio: str
    shade: str
    placeholder: str
    small: str
    width: str
    height: str
    large: str
    large_width: str
    srcset: str
    spin: str
    state: str
    hidden: str
    length: str
    versions: str
    loading: str = "lazy"


def rows(placements):
    """What is to be known of each, in their order."""
    return [Row(*values) for values in placements.values_list(*COLUMNS)]


def of(rows, door, at_once=0):
    """A tile for each, with links for who comes through DOOR; so many of them load AT ONCE."""
    copies = _copies([row.asset for row in rows])
    versions = _versions([row.picture for row in rows])
    chosen = [_chosen(copies.get(row.asset, {}), row.turn) for row in rows]
    wanted = [
        (kind, row.sha256, made_by)
        for row, made_by in zip(rows, chosen, strict=True)
        for kind in TIERS
        if made_by
    ]
    links = iter(batched(delivery.links(door, wanted), len(TIERS), strict=True))
    shown = [
        _shown(row, made_by, copies, links) for row, made_by in zip(rows, chosen, strict=True)
    ]
    tiles = [_tile(row, one, versions) for row, one in zip(rows, shown, strict=True)]
    return [tile._replace(loading="eager") for tile in tiles[:at_once]] + tiles[at_once:]


def _copies(assets):
    """The sizes of what there is to be shown, by asset, recipe and kind."""
    found = {}
    copies = Copy.objects.filter(asset__in=assets, kind__in=TIERS)
    for asset, made_by, kind, *size in copies.values_list(*COPY):
        found.setdefault(asset, {}).setdefault(made_by, {})[kind] = size
    return found


def _versions(pictures):
    """What is said of how many files there are to look at, where there are several."""
    versions = Version.objects.filter(picture__in=pictures)
    counted = versions.exclude(role=Version.Role.SIDECAR).values("picture")
    several = counted.annotate(number=Count("pk")).filter(number__gt=1)
    return {
        picture: ngettext("%d version", "%d versions", number) % number
        for picture, number in several.values_list("picture", "number")
    }


def _chosen(there, turn):
    whole = [made_by for made_by, sizes in there.items() if len(sizes) == len(TIERS)]
    return choosing.best(whole, turn)


def _shown(row, made_by, copies, links):
    if not made_by:
        return Shown()
    (width, height), (large_width, _height) = (copies[row.asset][made_by][kind] for kind in TIERS)
    small, large = next(links)
    spin = "" if choosing.turned(made_by) == row.turn else row.turn
    srcset = f"{small} {width}w, {large} {large_width}w"
    sizes = plain(width), plain(height), large, plain(large_width)
    return Shown(small, *sizes, srcset, plain(spin))


def _tile(row, shown, versions):
    return Tile(
        plain(row.pk.hex),
        plain(row.picture),
        row.name,
        row.caption,
        plain(ratio(row.width, row.height, row.turn)),
        row.shade,
        row.placeholder,
        *shown,
        state="" if shown.small else IN_THE_MAKING.get(row.state, "failed"),
        hidden="data-hidden" if row.hidden else "",
        length=_length(row.seconds) if row.kind == Kind.FILM else "",
        versions=versions.get(row.picture, ""),
    )


def _length(seconds):
    """As players write it; a film of unknown length is a film all the same."""
    minutes, rest = divmod(round(seconds or 0), 60)
    return f"{minutes}:{rest:02}"
