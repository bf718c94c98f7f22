"""Tiles: the photos of a grid, with media URLs of their small renditions.

Tiles are most of a page, so they have to be cheap: plain tuples of text from two queries, one for
the photos and one for the number of their versions. A third query for renditions is only needed
if some photos are rotated or not processed: for all others, the sizes follow from the original.
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
safe = SafeString  # only for letters and digits, and for text that is escaped here
PENDING_STATES = {Asset.State.NEW: "making", Asset.State.PROCESSING: "making"}


class Row(NamedTuple):
    """A placement with its picture and its leading version."""

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
    """The two renditions of a tile, and how the browser has to rotate them."""

    small: str = ""
    large: str = ""
    sources: str = ""
    spin: str = ""


NO_IMAGE = TileImage()


class Tile(NamedTuple):
    """Escaped text for the template, which uses each of these fields many times."""

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
    """Return the row data of each placement, in order."""
    return [Row(*values) for values in placements.values_list(*COLUMNS)]


def build_tiles(rows, door, eager=0):
    """Build a tile for each row, with media URLs for DOOR. The first tiles load eagerly."""
    versions = _label_versions([row.picture for row in rows])
    chosen = list(_choose_renditions(rows))
    wanted = [
        (kind, row.sha256, recipe)
        for row, (recipe, _sizes) in zip(rows, chosen, strict=True)
        for kind in TILE_KINDS
        if recipe
    ]
    urls = iter(batched(media_urls.build_media_urls(door, wanted), len(TILE_KINDS), strict=True))
    loading = chain(repeat("eager", eager), repeat("lazy"))
    images = [
        _build_image(row.rotation, recipe, sizes, next(urls), load) if recipe else NO_IMAGE
        for row, (recipe, sizes), load in zip(rows, chosen, loading, strict=False)
    ]
    return [_build_tile(row, image, versions) for row, image in zip(rows, images, strict=True)]


def _choose_renditions(rows):
    """Yield the recipe and the sizes of the renditions of each row, or "" if there are none."""
    sizes_by_asset = _load_rendition_sizes(
        [row.asset for row in rows if not _has_standard_renditions(row)]
    )
    for row in rows:
        if _has_standard_renditions(row):
            yield RECIPE, [fitted((row.width, row.height), edge) for edge in LONGEST_EDGES]
        else:
            available = sizes_by_asset.get(row.asset, {})
            recipe = _choose_complete_recipe(available, row.rotation)
            yield recipe, recipe and [available[recipe][kind] for kind in TILE_KINDS]


def _has_standard_renditions(row):
    return (
        row.recipe == RECIPE and not row.rotation and row.state == Asset.State.READY and row.width
    )


def _load_rendition_sizes(assets):
    """Return the sizes of the renditions by asset, recipe and kind."""
    sizes = {}
    if not assets:
        return sizes
    renditions = Rendition.objects.filter(asset__in=assets, kind__in=TILE_KINDS)
    for asset, recipe, kind, *size in renditions.values_list(*RENDITION_COLUMNS):
        sizes.setdefault(asset, {}).setdefault(recipe, {})[kind] = size
    return sizes


def _label_versions(pictures):
    """Return a label for each picture with several versions."""
    others = Counter(_OTHER_VERSIONS.filter(picture__in=pictures))
    return {
        picture: ngettext("%d version", "%d versions", number + 1) % (number + 1)
        for picture, number in others.items()
    }


def _choose_complete_recipe(available, rotation):
    complete = [recipe for recipe, sizes in available.items() if len(sizes) == len(TILE_KINDS)]
    return rendition_choice.choose_recipe(complete, rotation)


def _build_image(rotation, recipe, sizes, urls, loading):
    (width, height), (large_width, _height) = sizes
    small, large = (safe(escape(url)) for url in urls)
    spin = "" if rendition_choice.rotation_of(recipe) == rotation else rotation
    srcset = f"{small} {width}w, {large} {large_width}w"
    sources = f'src="{small}" srcset="{srcset}" width="{width}" height="{height}"'
    return TileImage(small, large, safe(f'{sources} loading="{loading}"'), safe(spin))


def _build_tile(row, image, versions):
    pk, picture, shade = row.pk.hex, safe(row.picture), safe(escape(row.average_color))
    state = safe("" if image.small else PENDING_STATES.get(row.state, "failed"))
    marks = f'data-picture="{picture}" data-state="{state}" data-spin="{image.spin}"'
    length = _format_duration(row.duration_seconds) if row.kind == Kind.FILM else ""
    version_label = versions.get(row.picture, "")
    return Tile(
        safe(pk),
        picture,
        safe(escape(row.name)),
        _build_css_rule(row, shade),
        safe(f'id="t-{pk}" {marks}'),
        shade,
        *image,
        state=state,
        hidden=safe("data-hidden" if row.hidden else ""),
        has_badges=bool(row.hidden or length or version_label),
        length=length,
        versions=version_label,
    )


def _build_css_rule(row, shade):
    """Build the CSS rule with the aspect ratio, and the color until the image is loaded."""
    color = f";--shade:{shade}" if shade else ""
    return safe(
        f"#t-{row.pk.hex}{{--ratio:{format_ratio(row.width, row.height, row.rotation)}{color}}}"
    )


def _format_duration(seconds):
    """Format a duration as video players do. If it is unknown, return 0:00."""
    minutes, rest = divmod(round(seconds or 0), 60)
    return f"{minutes}:{rest:02}"
