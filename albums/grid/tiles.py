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
from albums.grid.shapes import format_ratio
from assets.delivery import media_urls
from assets.intake.kinds import Kind
from assets.models import Asset, Rendition, Version
from assets.processing.recipes import RECIPE, SIZES, fitted

TILE_KINDS = ("small", "thumbnails")
LONGEST_EDGES = [size.max_edge for kind in TILE_KINDS for size in SIZES if size.kind == kind]
LEADING = "picture__versions__"
ASSET = f"{LEADING}asset__"
COLUMNS = (
    *("pk", "section", "hidden", "picture", "picture__rotation"),
    *(f"{LEADING}name", f"{LEADING}asset"),
    *(f"{ASSET}{name}" for name in ("sha256", "kind", "state", "recipe", "duration_seconds")),
    *(f"{ASSET}{name}" for name in ("width", "height", "average_color")),
)
RENDITION_COLUMNS = ("asset", "recipe", "kind", "width", "height")
_VIEWABLE_VERSIONS = Version.objects.exclude(role=Version.Role.SIDECAR)
_OTHER_VERSIONS = _VIEWABLE_VERSIONS.filter(leads=False).values_list("picture", flat=True)
safe = SafeString  # digits and letters, or what was escaped here
PENDING_STATES = {Asset.State.NEW: "making", Asset.State.PROCESSING: "making"}


class Row(NamedTuple):
    """A placement with its picture, and the version that leads."""

    pk: object
    section: object
    hidden: bool
    picture: object
    rotation: int
    name: str
    asset: object
    sha256: str
    kind: str
    state: str
    recipe: str
    duration_seconds: float | None
    width: int | None
    height: int | None
    average_color: str


class TileImage(NamedTuple):
    """Two renditions of a picture, and how they are to be turned until there are better ones."""

    small: str = ""
    large: str = ""
    sources: str = ""
    spin: str = ""


NO_IMAGE = TileImage()


class Tile(NamedTuple):
    """All of it text as the page needs it, and escaped already: a page looks at it often."""

    id: str
    picture: str
    name: str
    css_rule: str
    marks: str
    shade: str
    small: str
    large: str
    sources: str
    spin: str
    state: str
    hidden: str
    has_badges: bool
    length: str
    versions: str


def load_rows(placements):
    """What is to be known of each, in their order."""
    return [Row(*values) for values in placements.values_list(*COLUMNS)]


def build_tiles(rows, door, at_once=0):
    """A tile for each, with links for who comes through DOOR; so many of them load AT ONCE."""
    versions = _label_versions([row.picture for row in rows])
    drawn = list(_choose_renditions(rows))
    wanted = [
        (kind, row.sha256, made_by)
        for row, (made_by, _sizes) in zip(rows, drawn, strict=True)
        for kind in TILE_KINDS
        if made_by
    ]
    links = iter(batched(media_urls.build_media_urls(door, wanted), len(TILE_KINDS), strict=True))
    loading = chain(repeat("eager", at_once), repeat("lazy"))
    shown = [
        _build_image(row.rotation, *one, links, when) if one[0] else NO_IMAGE
        for row, one, when in zip(rows, drawn, loading, strict=False)
    ]
    return [_build_tile(row, one, versions) for row, one in zip(rows, shown, strict=True)]


def _choose_renditions(rows):
    """By which recipe each was drawn, and how large; by none, where there is nothing to show."""
    copies = _load_rendition_sizes(
        [row.asset for row in rows if not _has_standard_renditions(row)]
    )
    for row in rows:
        if _has_standard_renditions(row):
            yield RECIPE, [fitted((row.width, row.height), longest) for longest in LONGEST_EDGES]
        else:
            there = copies.get(row.asset, {})
            made_by = _choose_complete_recipe(there, row.rotation)
            yield made_by, made_by and [there[made_by][kind] for kind in TILE_KINDS]


def _has_standard_renditions(row):
    return (
        row.recipe == RECIPE and not row.rotation and row.state == Asset.State.READY and row.width
    )


def _load_rendition_sizes(assets):
    """The sizes of what there is to be shown, by asset, recipe and kind."""
    found = {}
    if not assets:
        return found
    copies = Rendition.objects.filter(asset__in=assets, kind__in=TILE_KINDS)
    for asset, made_by, kind, *size in copies.values_list(*RENDITION_COLUMNS):
        found.setdefault(asset, {}).setdefault(made_by, {})[kind] = size
    return found


def _label_versions(pictures):
    """What is said of how many files there are to look at, where there are several."""
    beside = Counter(_OTHER_VERSIONS.filter(picture__in=pictures))
    return {
        picture: ngettext("%d version", "%d versions", number + 1) % (number + 1)
        for picture, number in beside.items()
    }


def _choose_complete_recipe(there, turn):
    whole = [made_by for made_by, sizes in there.items() if len(sizes) == len(TILE_KINDS)]
    return rendition_choice.choose_recipe(whole, turn)


def _build_image(turn, made_by, sizes, links, loading):
    (width, height), (large_width, _height) = sizes
    small, large = (safe(escape(link)) for link in next(links))
    spin = "" if rendition_choice.rotation_of(made_by) == turn else turn
    srcset = f"{small} {width}w, {large} {large_width}w"
    sources = f'src="{small}" srcset="{srcset}" width="{width}" height="{height}"'
    return TileImage(small, large, safe(f'{sources} loading="{loading}"'), safe(spin))


def _build_tile(row, shown, versions):
    pk, picture, shade = row.pk.hex, safe(row.picture), safe(escape(row.average_color))
    state = safe("" if shown.small else PENDING_STATES.get(row.state, "failed"))
    marks = f'data-picture="{picture}" data-state="{state}" data-spin="{shown.spin}"'
    length = _format_duration(row.duration_seconds) if row.kind == Kind.FILM else ""
    beside = versions.get(row.picture, "")
    return Tile(
        safe(pk),
        picture,
        safe(escape(row.name)),
        _build_css_rule(row, shade),
        safe(f'id="t-{pk}" {marks}'),
        shade,
        *shown,
        state=state,
        hidden=safe("data-hidden" if row.hidden else ""),
        has_badges=bool(row.hidden or length or beside),
        length=length,
        versions=beside,
    )


def _build_css_rule(row, shade):
    """Its shape, and its colour until it is there, for the style sheet of the page."""
    colour = f";--shade:{shade}" if shade else ""
    return safe(
        f"#t-{row.pk.hex}{{--ratio:{format_ratio(row.width, row.height, row.rotation)}{colour}}}"
    )


def _format_duration(seconds):
    """As players write it; a film of unknown length is a film all the same."""
    minutes, rest = divmod(round(seconds or 0), 60)
    return f"{minutes}:{rest:02}"
