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
from assets.processing.pairing import AT_ONCE, What, Why

MOST_LOOKED_AT = 60
MOST = 8
AT_THE_SAME_TIME = _("Taken at the same time")
WHYS = {
    Why.RAW_AND_PICTURE: _("RAW and picture of one shot"),
    Why.LIVE_PHOTO: _("Still and film of one live photo"),
    Why.EDIT: _("An edit, by its name"),
    Why.SAME_SHOT: _("The same shot, by its name"),
    Why.COPY: _("A copy, by its name"),
    Why.UNKNOWN_MOMENT: _("Alike by name; nobody knows when it was taken"),
    Why.OTHER_FOLDER: _("Alike by name and moment, out of another folder"),
}


class Partner(NamedTuple):
    tile: Tile
    why: str


def of(album, picture, files, door):
    """Those that the names speak for first, then what was taken within two seconds."""
    mine = [file.version for file in files if file.is_seen]
    others = {}
    for version in _near(album, picture, mine):
        others.setdefault(version.picture_id, []).append(version)
    whys = {pk: _why(mine, theirs) for pk, theirs in others.items()}
    chosen = sorted(whys, key=lambda pk: whys[pk] is AT_THE_SAME_TIME)[:MOST]
    rows = tiles.rows(album.placements.on_the_wall().led().filter(picture__in=chosen))
    shown = {row.picture: tile for row, tile in zip(rows, tiles.of(rows, door), strict=True)}
    return [Partner(shown[pk], whys[pk]) for pk in chosen if pk in shown]


def _near(album, picture, mine):
    """In steps that have an index each: an album may be as large as it likes."""
    moments = [one.asset.taken_local for one in mine if one.asset.taken_local]
    at_once = Q(pk=None)
    for moment in moments:
        at_once |= Q(taken_local__range=(moment - AT_ONCE, moment + AT_ONCE))
    assets = Asset.objects.filter(at_once).values_list("pk", flat=True)[:MOST_LOOKED_AT]
    alike = Q(root__in={one.root for one in mine if one.root}) | Q(asset__in=list(assets))
    lying = album.placements.on_the_wall().filter(picture=OuterRef("picture"))
    near = Version.objects.filter(alike, Exists(lying)).exclude(picture=picture)
    seen = near.exclude(role=Version.Role.SIDECAR).select_related("asset")
    return seen.order_by("arrived_at", "id")[:MOST_LOOKED_AT]


def _why(mine, theirs):
    pairs = product(map(described, mine), map(described, theirs))
    verdicts = [pairing.judge(*pair) for pair in pairs]
    told = (WHYS.get(one.why) for one in verdicts if one.what != What.NOTHING)
    return next((why for why in told if why), AT_THE_SAME_TIME)
