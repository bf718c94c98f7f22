"""Suggest photos of an album that may be the same shot, for a person to decide."""

from itertools import product
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from albums.grid import tiles
from albums.grid.tiles import Tile
from albums.processing_steps.merging import build_pairing_file
from assets.models import Asset, Version
from assets.processing import pairing
from assets.processing.pairing import MAX_TIME_DIFFERENCE, Decision, Reason

MAX_CANDIDATES = 60
MAX_SUGGESTIONS = 8
SAME_TIME = _("Taken at the same time")
REASONS = {
    Reason.RAW_AND_PICTURE: _("RAW and JPEG of the same shot"),
    Reason.LIVE_PHOTO: _("Photo and video of one Live Photo"),
    Reason.EDIT: _("The filename suggests an edit"),
    Reason.SAME_SHOT: _("The filename suggests the same shot"),
    Reason.COPY: _("The filename suggests a copy"),
    Reason.UNKNOWN_MOMENT: _("Similar filename, capture time unknown"),
    Reason.OTHER_FOLDER: _("Similar filename and capture time, different folder"),
}


class MergeSuggestion(NamedTuple):
    tile: Tile
    reason: str


def suggest_merges(album, picture, files, door):
    """Return suggestions: similar filenames first, then photos taken within two seconds."""
    versions = [file.version for file in files if file.is_viewable]
    versions_by_picture = {}
    for version in _find_candidates(album, picture, versions):
        versions_by_picture.setdefault(version.picture_id, []).append(version)
    reasons = {pk: _explain(versions, others) for pk, others in versions_by_picture.items()}
    chosen = sorted(reasons, key=lambda pk: reasons[pk] is SAME_TIME)[:MAX_SUGGESTIONS]
    rows = tiles.load_rows(
        album.placements.in_grid().with_leading_version().filter(picture__in=chosen)
    )
    tiles_by_picture = {
        row.picture: tile for row, tile in zip(rows, tiles.build_tiles(rows, door), strict=True)
    }
    return [
        MergeSuggestion(tiles_by_picture[pk], reasons[pk])
        for pk in chosen
        if pk in tiles_by_picture
    ]


def _find_candidates(album, picture, versions):
    # Separate queries, each with an index: one query would read all photos of the album.
    times = [version.asset.taken_local for version in versions if version.asset.taken_local]
    same_time = Q(pk=None)
    for time in times:
        same_time |= Q(taken_local__range=(time - MAX_TIME_DIFFERENCE, time + MAX_TIME_DIFFERENCE))
    assets = Asset.objects.filter(same_time).values_list("pk", flat=True)[:MAX_CANDIDATES]
    alike = Q(shot_stem__in={version.shot_stem for version in versions if version.shot_stem}) | Q(
        asset__in=list(assets)
    )
    in_album = album.placements.in_grid().filter(picture=OuterRef("picture"))
    candidates = Version.objects.filter(alike, Exists(in_album)).exclude(picture=picture)
    viewable = candidates.exclude(role=Version.Role.SIDECAR).select_related("asset")
    return viewable.order_by("arrived_at", "id")[:MAX_CANDIDATES]


def _explain(versions, others):
    pairs = product(map(build_pairing_file, versions), map(build_pairing_file, others))
    verdicts = [pairing.compare(*pair) for pair in pairs]
    reasons = (
        REASONS.get(verdict.why) for verdict in verdicts if verdict.decision != Decision.NOTHING
    )
    return next((reason for reason in reasons if reason), SAME_TIME)
