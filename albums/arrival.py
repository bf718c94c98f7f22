"""How a file gets into an album: kept first, then a picture of its own, placed."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from albums import order_keys, sidecars
from albums.models import Album, Placement, Section
from albums.refusals import Archived, Closed
from assets.intake import intake, naming
from assets.intake.intake import Received, Vanished
from assets.intake.kinds import Kind
from assets.models import Picture, Version
from assets.processing import pairing
from assets.processing.tasks import develop_soon
from assets.storage import failpoints, vault

ROLES = {
    Kind.PHOTO: Version.Role.CAMERA,
    Kind.RAW: Version.Role.RAW,
    Kind.FILM: Version.Role.FILM,
    Kind.SIDECAR: Version.Role.SIDECAR,
}
EDITED = {Kind.PHOTO: Version.Role.EDIT}
TRIES = 3


class Outcome(StrEnum):
    NEW = "new"
    HERE = "here"
    REVIVED = "revived"


@dataclass(frozen=True)
class Parcel:
    """A received file, and what came written on it."""

    received: Received
    name: str
    folder: str = ""
    section: str = ""


@dataclass(frozen=True)
class Arrival:
    version: Version
    outcome: Outcome


def arrive(album, parcels, by):
    """Keep a group of files and place them: when this returns, all of it is acknowledged."""
    for _ in range(TRIES):
        try:
            with vault.told_plainly():
                kept = intake.keep([parcel.received for parcel in parcels])
                with transaction.atomic():
                    arrivals = _enter(album, parcels, kept, by)
        except Vanished:
            continue
        failpoints.reach("committed")
        return arrivals
    raise Vanished(album)


def place(album, assets, parcels, by):
    """A picture for each parcel, in the album; assets are those of the parcels, in their order.

    For use inside a transaction, after the assets were entered: they are locked before the album.
    """
    album = Album.objects.select_for_update().get(pk=album.pk)
    check_open(album)
    lying, stamp = _lying(album, assets), _next_stamp(album.placements)
    arrivals = []
    for number, (asset, parcel) in enumerate(zip(assets, parcels, strict=True)):
        if asset.pk in lying:
            arrivals.append(_again(lying[asset.pk], album))
            continue
        version = _new(album, asset, parcel, by, order_keys.for_arrival(stamp, number))
        lying[asset.pk] = version
        arrivals.append(Arrival(version, Outcome.NEW))
    new = [arrival.version for arrival in arrivals if arrival.outcome == Outcome.NEW]
    sidecars.fetch_waiting(album, new)
    develop_soon({version.asset_id for version in new})
    failpoints.reach("placed")
    return arrivals


def check_open(album):
    """Refuse what comes for an album that takes nothing."""
    if album.trashed_at:
        raise Closed(album)
    if album.is_archived:
        raise Archived(album)


def _enter(album, parcels, kept, by):
    # Always in this order, so that two groups that share files do not wait for each other.
    assets = {sha256: intake.enter(kept[sha256]) for sha256 in sorted(kept)}
    hashes = [parcel.received.fingerprint.sha256 for parcel in parcels]
    return place(album, [assets[sha256] for sha256 in hashes], parcels, by)


def _lying(album, assets):
    """The versions through which these assets lie in the album already, in the trash or not."""
    # Not a join: a database might begin with the album, and go through all that is in it.
    here = Placement.objects.filter(album=album, picture=OuterRef("picture"))
    versions = Version.objects.filter(Exists(here), asset__in={asset.pk for asset in assets})
    return {version.asset_id: version for version in versions.select_related("picture")}


def _again(version, album):
    """The same bytes again are the same line; what lay in the trash comes back to its place."""
    trashed = Placement.objects.filter(album=album, picture=version.picture).trashed()
    if not trashed.update(trashed_at=None):
        return Arrival(version, Outcome.HERE)
    Picture.objects.filter(pk=version.picture_id).update(discarded_at=None)
    return Arrival(version, Outcome.REVIVED)


def _new(album, asset, parcel, by, order_key):
    stem = naming.stem(parcel.name)
    shot = pairing.name_of(stem)
    version = Version(
        asset=asset,
        name=parcel.name,
        stem=stem,
        root=shot.root,
        folder=parcel.folder,
        role=EDITED.get(asset.kind, ROLES[asset.kind]) if shot.is_edit else ROLES[asset.kind],
        uploader=by,
    )
    if asset.kind == Kind.SIDECAR and sidecars.join_picture(album, version):
        return version
    version.picture, version.leads = Picture.objects.create(), True
    version.save()
    Placement.objects.create(
        album=album,
        picture=version.picture,
        section=_section(album, parcel.section),
        order_key=order_key,
        placed_by=by,
        # A sidecar is nothing to look at: it waits out of sight for its picture.
        aside=asset.kind == Kind.SIDECAR,
    )
    return version


def _section(album, title):
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
