"""Add files to an album: store each, create a picture of its own for it, and place it."""

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
    """A received file, with what the sender says about it."""

    received: ReceivedFile
    name: str
    folder: str = ""
    section: str = ""


@dataclass(frozen=True)
class Arrival:
    version: Version
    outcome: Outcome


def add_files(album, files, by):
    """Store files and place them in the album. What this returns for is safe on disk."""
    arrivals = intake.keep_and_enter(
        [file.received for file in files],
        lambda kept: _enter_and_place(album, files, kept, by),
    )
    failpoints.reach("committed")
    return arrivals


def place_assets(album, assets, files, by):
    """Place a picture for each of the FILES in the album. ASSETS are theirs, in the same order.

    Call it inside a transaction that has entered the assets: they are locked before the album.
    """
    album = Album.objects.locked().get(pk=album.pk)
    check_accepts_files(album)
    versions, stamp = _find_versions_in_album(album, assets), _next_stamp(album.placements)
    arrivals = []
    for number, (asset, file) in enumerate(zip(assets, files, strict=True)):
        if asset.pk in versions:
            arrivals.append(_restore_or_skip(versions[asset.pk], album))
            continue
        version = _create_version(album, asset, file, by, order_keys.for_arrival(stamp, number))
        versions[asset.pk] = version
        arrivals.append(Arrival(version, Outcome.NEW))
    new = [arrival.version for arrival in arrivals if arrival.outcome == Outcome.NEW]
    sidecars.attach_waiting_sidecars(album, new)
    process_soon({version.asset_id for version in new})
    failpoints.reach("placed")
    return arrivals


def check_accepts_files(album):
    """Raise AlbumClosed if the album is archived or in the trash."""
    if album.trashed_at:
        raise AlbumClosed(album)
    if album.is_archived:
        raise AlbumArchived(album)


def _enter_and_place(album, files, kept, by):
    # Sorted, so that two groups that share files lock them in the same order.
    assets = {sha256: intake.enter_asset(kept[sha256]) for sha256 in sorted(kept)}
    hashes = [file.received.fingerprint.sha256 for file in files]
    return place_assets(album, [assets[sha256] for sha256 in hashes], files, by)


def _find_versions_in_album(album, assets):
    """Return the versions of these assets that the album or its trash has, by asset."""
    # Not a join: a database may start with the album, and read everything in it.
    placements = Placement.objects.filter(album=album, picture=OuterRef("picture"))
    versions = Version.objects.filter(Exists(placements), asset__in={asset.pk for asset in assets})
    return {version.asset_id: version for version in versions.select_related("picture")}


def _restore_or_skip(version, album):
    """Restore a picture that was uploaded again from the trash, or keep it as it is."""
    trashed = Placement.objects.filter(album=album, picture=version.picture).trashed()
    # Mostly it isn't in the trash: then one query says so.
    if not trashed.exists():
        return Arrival(version, Outcome.DUPLICATE)
    trashed.restore()
    return Arrival(version, Outcome.RESTORED)


def _create_version(album, asset, file, by, order_key):
    stem = naming.normalize_stem(file.name)
    shot = pairing.parse_stem(stem)
    version = Version(
        asset=asset,
        name=file.name,
        stem=stem,
        shot_stem=shot.root,
        folder=file.folder,
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
        section=_get_or_create_section(album, file.section),
        order_key=order_key,
        placed_by=by,
        # A sidecar is nothing to look at: it stays out of the grid until its photo arrives.
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
    """Return a stamp that is later than those of all rows."""
    # The clock may have been set back since the last arrival. Keys by capture time sort before
    # the keys of arrivals.
    last = rows.aggregate(key=Max("order_key"))["key"] or ""
    return max(order_keys.stamp(timezone.now()), order_keys.stamp_of(last) + 1)
