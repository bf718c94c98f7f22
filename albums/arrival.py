"""How a file gets into an album: kept first, then a picture of its own, placed."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from albums import order_keys, sidecars
from albums.models import Album, Placement, Section
from albums.refusals import AlbumArchived, AlbumClosed
from assets.intake import intake, naming
from assets.intake.intake import ReceivedFile
from assets.intake.kinds import Kind
from assets.models import Picture, Version
from assets.processing import pairing
from assets.processing.tasks import process_soon
from assets.storage import failpoints

ROLE_BY_KIND = {
    Kind.PHOTO: Version.Role.CAMERA,
    Kind.RAW: Version.Role.RAW,
    Kind.FILM: Version.Role.FILM,
    Kind.SIDECAR: Version.Role.SIDECAR,
}
EDIT_ROLE_BY_KIND = {Kind.PHOTO: Version.Role.EDIT}


class Outcome(StrEnum):
    NEW = "new"
    DUPLICATE = "here"
    RESTORED = "revived"


@dataclass(frozen=True)
class IncomingFile:
    """A received file, and what came written on it."""

    received: ReceivedFile
    name: str
    folder: str = ""
    section: str = ""


@dataclass(frozen=True)
class Arrival:
    version: Version
    outcome: Outcome


def add_files(album, parcels, by):
    """Keep a group of files and place them: when this returns, all of it is acknowledged."""
    arrivals = intake.keep_and_enter(
        [parcel.received for parcel in parcels],
        lambda kept: _enter_and_place(album, parcels, kept, by),
    )
    failpoints.reach("committed")
    return arrivals


def place_assets(album, assets, parcels, by):
    """A picture for each parcel, in the album; assets are those of the parcels, in their order.

    For use inside a transaction, after the assets were entered: they are locked before the album.
    """
    album = Album.objects.select_for_update().get(pk=album.pk)
    check_accepts_files(album)
    lying, stamp = _find_versions_in_album(album, assets), _next_stamp(album.placements)
    arrivals = []
    for number, (asset, parcel) in enumerate(zip(assets, parcels, strict=True)):
        if asset.pk in lying:
            arrivals.append(_restore_or_skip(lying[asset.pk], album))
            continue
        version = _create_version(album, asset, parcel, by, order_keys.for_arrival(stamp, number))
        lying[asset.pk] = version
        arrivals.append(Arrival(version, Outcome.NEW))
    new = [arrival.version for arrival in arrivals if arrival.outcome == Outcome.NEW]
    sidecars.attach_waiting_sidecars(album, new)
    process_soon({version.asset_id for version in new})
    failpoints.reach("placed")
    return arrivals


def check_accepts_files(album):
    """Refuse what comes for an album that takes nothing."""
    if album.trashed_at:
        raise AlbumClosed(album)
    if album.is_archived:
        raise AlbumArchived(album)


def _enter_and_place(album, parcels, kept, by):
    # Always in this order, so that two groups that share files do not wait for each other.
    assets = {sha256: intake.enter_asset(kept[sha256]) for sha256 in sorted(kept)}
    hashes = [parcel.received.fingerprint.sha256 for parcel in parcels]
    return place_assets(album, [assets[sha256] for sha256 in hashes], parcels, by)


def _find_versions_in_album(album, assets):
    """The versions through which these assets lie in the album already, in the trash or not."""
    # Not a join: a database might begin with the album, and go through all that is in it.
    here = Placement.objects.filter(album=album, picture=OuterRef("picture"))
    versions = Version.objects.filter(Exists(here), asset__in={asset.pk for asset in assets})
    return {version.asset_id: version for version in versions.select_related("picture")}


def _restore_or_skip(version, album):
    """The same bytes again are the same line; what lay in the trash comes back to its place."""
    trashed = Placement.objects.filter(album=album, picture=version.picture).trashed()
    if not trashed.update(trashed_at=None):
        return Arrival(version, Outcome.DUPLICATE)
    Picture.objects.filter(pk=version.picture_id).update(discarded_at=None)
    return Arrival(version, Outcome.RESTORED)


def _create_version(album, asset, parcel, by, order_key):
    stem = naming.normalize_stem(parcel.name)
    shot = pairing.parse_stem(stem)
    version = Version(
        asset=asset,
        name=parcel.name,
        stem=stem,
        shot_stem=shot.root,
        folder=parcel.folder,
        role=EDIT_ROLE_BY_KIND.get(asset.kind, ROLE_BY_KIND[asset.kind])
        if shot.is_edit
        else ROLE_BY_KIND[asset.kind],
        uploader=by,
    )
    if asset.kind == Kind.SIDECAR and sidecars.attach_to_picture(album, version):
        return version
    version.picture, version.leads = Picture.objects.create(), True
    version.save()
    Placement.objects.create(
        album=album,
        picture=version.picture,
        section=_get_or_create_section(album, parcel.section),
        order_key=order_key,
        placed_by=by,
        # A sidecar is nothing to look at: it waits out of sight for its picture.
        is_orphan_sidecar=asset.kind == Kind.SIDECAR,
    )
    return version


def _get_or_create_section(album, title):
    if not title:
        return None
    return Section.objects.get_or_create(
        album=album,
        title=title[:200],
        defaults={"order_key": order_keys.for_arrival(_next_stamp(album.sections))},
    )[0]


def _next_stamp(rows):
    """Return a stamp that is later than those of all rows.

    The clock may have been set back since the last arrival. Keys by capture time sort before
    the keys of arrivals.
    """
    last = rows.aggregate(key=Max("order_key"))["key"] or ""
    return max(order_keys.stamp(timezone.now()), order_keys.stamp_of(last) + 1)
