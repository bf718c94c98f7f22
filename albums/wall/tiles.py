"""Tiles: what is seen of a picture before it is opened, with links to its smaller renditions.

A page is mostly its tiles, so they are plain tuples of text: one query for what they are, one for
their renditions, one for how many versions they have.
"""

from itertools import batched
from typing import NamedTuple

from django.db.models import Count

from albums.wall.shapes import ratio
from assets import delivery
from assets.kinds import Kind
from assets.models import Asset, Copy, Version
from assets.recipes import TURNS, recipe

TIERS = ("small", "thumbnails")
RECIPES = {turn: recipe(turn) for turn in TURNS}
UNTURNED = RECIPES[0]
LEADING = "picture__versions__"
ASSET = f"{LEADING}asset__"
COLUMNS = (
    *("pk", "section", "hidden", "picture", "picture__turn", "picture__caption"),
    *(f"{LEADING}name", f"{LEADING}asset"),
    *(f"{ASSET}{name}" for name in ("sha256", "kind", "state", "seconds")),
    *(f"{ASSET}{name}" for name in ("width", "height", "shade", "placeholder")),
)
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
    small_width: str
    large: str
    large_width: str
    spin: str
    state: str
    hidden: str
    length: str
    versions: str


def rows(placements):
    """What is to be known of each, in their order."""
    return [Row(*values) for values in placements.values_list(*COLUMNS)]


def of(rows, door):
    """A tile for each, with links for who comes through DOOR."""
    widths = _widths([row.asset for row in rows])
    versions = _versions([row.picture for row in rows])
    chosen = [_chosen(row, widths) for row in rows]
    wanted = [
        (kind, row.sha256, made_by)
        for row, made_by in zip(rows, chosen, strict=True)
        for kind in TIERS
        if made_by
    ]
    links = iter(batched(delivery.links(door, wanted), len(TIERS), strict=True))
    return [
        _tile(row, made_by, widths, next(links) if made_by else ("", ""), versions)
        for row, made_by in zip(rows, chosen, strict=True)
    ]


def _widths(assets):
    """How wide each rendition is, by asset, kind and recipe."""
    copies = Copy.objects.filter(asset__in=assets, kind__in=TIERS)
    return {
        (asset, kind, made_by): str(width)
        for asset, kind, made_by, width in copies.values_list("asset", "kind", "recipe", "width")
    }


def _versions(pictures):
    """How many files there are to look at, where there are several."""
    versions = Version.objects.filter(picture__in=pictures)
    counted = versions.exclude(role=Version.Role.SIDECAR).values("picture")
    several = counted.annotate(number=Count("pk")).filter(number__gt=1)
    return {picture: str(number) for picture, number in several.values_list("picture", "number")}


def _chosen(row, widths):
    """The recipe to show: as the owner turned it, or until that is made as it came."""
    for made_by in (RECIPES[row.turn], UNTURNED):
        if all((row.asset, kind, made_by) in widths for kind in TIERS):
            return made_by
    return ""


def _tile(row, made_by, widths, links, versions):
    small, large = (widths.get((row.asset, kind, made_by), "") for kind in TIERS)
    return Tile(
        id=row.pk.hex,
        picture=str(row.picture),
        name=row.name,
        caption=row.caption,
        ratio=ratio(row.width, row.height, row.turn),
        shade=row.shade,
        placeholder=row.placeholder,
        small=links[0],
        small_width=small,
        large=links[1],
        large_width=large,
        spin=str(row.turn) if row.turn and made_by == UNTURNED else "",
        state="" if made_by else IN_THE_MAKING.get(row.state, "failed"),
        hidden="hidden" if row.hidden else "",
        length=_length(row.seconds) if row.kind == Kind.FILM else "",
        versions=versions.get(row.picture, ""),
    )


def _length(seconds):
    """As players write it; a film of unknown length is a film all the same."""
    minutes, rest = divmod(round(seconds or 0), 60)
    return f"{minutes}:{rest:02}"
