"""Tiles: what is seen of a picture before it is opened, with links to its smaller renditions.

A page is mostly its tiles, so they are plain tuples of text: one query for what they are, one for
how many versions they have. What is ready as it came has its renditions, and their sizes follow
from its own; only for what is turned, or being made, is a third one asked.
"""

from collections import Counter
from html import escape
from itertools import batched, chain, repeat
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from albums.grid import rendition_choice
from albums.grid.shapes import ratio
from assets.delivery import media_urls
from assets.intake.kinds import Kind
from assets.models import Asset, Copy, Version
from assets.processing.recipes import RECIPE, SIZES, fitted

TIERS = ("small", "thumbnails")
LONGEST = [size.longest for kind in TIERS for size in SIZES if size.kind == kind]
LEADING = "picture__versions__"
ASSET = f"{LEADING}asset__"
COLUMNS = (
    *("pk", "section", "hidden", "picture", "picture__turn"),
    *(f"{LEADING}name", f"{LEADING}asset"),
    *(f"{ASSET}{name}" for name in ("sha256", "kind", "state", "recipe", "seconds")),
    *(f"{ASSET}{name}" for name in ("width", "height", "shade")),
)
COPY = ("asset", "recipe", "kind", "width", "height")
_SHOWN = Version.objects.exclude(role=Version.Role.SIDECAR)
_BESIDE = _SHOWN.filter(leads=False).values_list("picture", flat=True)
plain = SafeString  # digits and letters, or what was escaped here
IN_THE_MAKING = {Asset.State.NEW: "making", Asset.State.DEVELOPING: "making"}


class Row(NamedTuple):
    """A placement with its picture, and the version that leads."""

    pk: object
    section: object
    hidden: bool
    picture: object
    turn: int
    name: str
    asset: object
    sha256: str
    kind: str
    state: str
    recipe: str
    seconds: float | None
    width: int | None
    height: int | None
    shade: str


class Shown(NamedTuple):
    """Two renditions of a picture, and how they are to be turned until there are better ones."""

    small: str = ""
    large: str = ""
    sources: str = ""
    spin: str = ""


NOTHING = Shown()


class Tile(NamedTuple):
    """All of it text as the page needs it, and escaped already: a page looks at it often."""

    id: str
    picture: str
    name: str
    rule: str
    marks: str
    shade: str
    small: str
    large: str
    sources: str
    spin: str
    state: str
    hidden: str
    signs: bool
    length: str
    versions: str


def rows(placements):
    """What is to be known of each, in their order."""
    return [Row(*values) for values in placements.values_list(*COLUMNS)]


def of(rows, door, at_once=0):
    """A tile for each, with links for who comes through DOOR; so many of them load AT ONCE."""
    versions = _versions([row.picture for row in rows])
    drawn = list(_drawn(rows))
    wanted = [
        (kind, row.sha256, made_by)
        for row, (made_by, _sizes) in zip(rows, drawn, strict=True)
        for kind in TIERS
        if made_by
    ]
    links = iter(batched(media_urls.links(door, wanted), len(TIERS), strict=True))
    loading = chain(repeat("eager", at_once), repeat("lazy"))
    shown = [
        _shown(row.turn, *one, links, when) if one[0] else NOTHING
        for row, one, when in zip(rows, drawn, loading, strict=False)
    ]
    return [_tile(row, one, versions) for row, one in zip(rows, shown, strict=True)]


def _drawn(rows):
    """By which recipe each was drawn, and how large; by none, where there is nothing to show."""
    copies = _copies([row.asset for row in rows if not _is_as_it_came(row)])
    for row in rows:
        if _is_as_it_came(row):
            yield RECIPE, [fitted((row.width, row.height), longest) for longest in LONGEST]
        else:
            there = copies.get(row.asset, {})
            made_by = _chosen(there, row.turn)
            yield made_by, made_by and [there[made_by][kind] for kind in TIERS]


def _is_as_it_came(row):
    return row.recipe == RECIPE and not row.turn and row.state == Asset.State.READY and row.width


def _copies(assets):
    """The sizes of what there is to be shown, by asset, recipe and kind."""
    found = {}
    if not assets:
        return found
    copies = Copy.objects.filter(asset__in=assets, kind__in=TIERS)
    for asset, made_by, kind, *size in copies.values_list(*COPY):
        found.setdefault(asset, {}).setdefault(made_by, {})[kind] = size
    return found


def _versions(pictures):
    """What is said of how many files there are to look at, where there are several."""
    beside = Counter(_BESIDE.filter(picture__in=pictures))
    return {
        picture: ngettext("%d version", "%d versions", number + 1) % (number + 1)
        for picture, number in beside.items()
    }


def _chosen(there, turn):
    whole = [made_by for made_by, sizes in there.items() if len(sizes) == len(TIERS)]
    return rendition_choice.best(whole, turn)


def _shown(turn, made_by, sizes, links, loading):
    (width, height), (large_width, _height) = sizes
    small, large = (plain(escape(link)) for link in next(links))
    spin = "" if rendition_choice.turned(made_by) == turn else turn
    srcset = f"{small} {width}w, {large} {large_width}w"
    sources = f'src="{small}" srcset="{srcset}" width="{width}" height="{height}"'
    return Shown(small, large, plain(f'{sources} loading="{loading}"'), plain(spin))


def _tile(row, shown, versions):
    pk, picture, shade = row.pk.hex, plain(row.picture), plain(escape(row.shade))
    state = plain("" if shown.small else IN_THE_MAKING.get(row.state, "failed"))
    marks = f'data-picture="{picture}" data-state="{state}" data-spin="{shown.spin}"'
    length = _length(row.seconds) if row.kind == Kind.FILM else ""
    beside = versions.get(row.picture, "")
    return Tile(
        plain(pk),
        picture,
        plain(escape(row.name)),
        _rule(row, shade),
        plain(f'id="t-{pk}" {marks}'),
        shade,
        *shown,
        state=state,
        hidden=plain("data-hidden" if row.hidden else ""),
        signs=bool(row.hidden or length or beside),
        length=length,
        versions=beside,
    )


def _rule(row, shade):
    """Its shape, and its colour until it is there, for the style sheet of the page."""
    colour = f";--shade:{shade}" if shade else ""
    return plain(f"#t-{row.pk.hex}{{--ratio:{ratio(row.width, row.height, row.turn)}{colour}}}")


def _length(seconds):
    """As players write it; a film of unknown length is a film all the same."""
    minutes, rest = divmod(round(seconds or 0), 60)
    return f"{minutes}:{rest:02}"
