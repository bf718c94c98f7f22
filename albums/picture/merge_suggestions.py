"""Which pictures of an album might be the same shot: for a person to decide about."""

from itertools import product
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from albums.grid import tiles
from albums.grid.tiles import Tile
from albums.processing_steps.merging import described
from assets.models import Asset, Version
from assets.processing import pairing
from assets.processing.pairing import MAX_TIME_DIFFERENCE, Decision, Reason

MAX_CANDIDATES = 60
MAX_SUGGESTIONS = 8
SAME_TIME = _("Taken at the same time")
REASONS = {
    Reason.RAW_AND_PICTURE: _("RAW and picture of one shot"),
    Reason.LIVE_PHOTO: _("Still and film of one live photo"),
    Reason.EDIT: _("An edit, by its name"),
    Reason.SAME_SHOT: _("The same shot, by its name"),
    Reason.COPY: _("A copy, by its name"),
    Reason.UNKNOWN_MOMENT: _("Alike by name; nobody knows when it was taken"),
    Reason.OTHER_FOLDER: _("Alike by name and moment, out of another folder"),
}


class MergeSuggestion(NamedTuple):
    tile: Tile
    why: str


def suggest_merges(album, picture, files, door):
    """Those that the names speak for first, then what was taken within two seconds."""
    mine = [file.version for file in files if file.is_viewable]
    others = {}
    for version in _find_candidates(album, picture, mine):
        others.setdefault(version.picture_id, []).append(version)
    whys = {pk: _explain(mine, theirs) for pk, theirs in others.items()}
    chosen = sorted(whys, key=lambda pk: whys[pk] is SAME_TIME)[:MAX_SUGGESTIONS]
    rows = tiles.load_rows(
        album.placements.in_grid().with_leading_version().filter(picture__in=chosen)
    )
    shown = {
        row.picture: tile for row, tile in zip(rows, tiles.build_tiles(rows, door), strict=True)
    }
    return [MergeSuggestion(shown[pk], whys[pk]) for pk in chosen if pk in shown]


def _find_candidates(album, picture, mine):
    """In steps that have an index each: an album may be as large as it likes."""
    moments = [one.asset.taken_local for one in mine if one.asset.taken_local]
    at_once = Q(pk=None)
    for moment in moments:
        at_once |= Q(
            taken_local__range=(moment - MAX_TIME_DIFFERENCE, moment + MAX_TIME_DIFFERENCE)
        )
    assets = Asset.objects.filter(at_once).values_list("pk", flat=True)[:MAX_CANDIDATES]
    alike = Q(shot_stem__in={one.shot_stem for one in mine if one.shot_stem}) | Q(
        asset__in=list(assets)
    )
    lying = album.placements.in_grid().filter(picture=OuterRef("picture"))
    near = Version.objects.filter(alike, Exists(lying)).exclude(picture=picture)
    seen = near.exclude(role=Version.Role.SIDECAR).select_related("asset")
    return seen.order_by("arrived_at", "id")[:MAX_CANDIDATES]


def _explain(mine, theirs):
    pairs = product(map(described, mine), map(described, theirs))
    verdicts = [pairing.compare(*pair) for pair in pairs]
    told = (REASONS.get(one.why) for one in verdicts if one.decision != Decision.NOTHING)
    return next((why for why in told if why), SAME_TIME)
