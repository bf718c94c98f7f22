"""Files of one shot become one picture, as soon as it is known when each of them was taken.

A step of developing: it comes after the facts, and whoever comes second finds those of the first.
"""

from itertools import product

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from albums.models import Album, Placement
from assets.intake.kinds import Kind
from assets.models import Asset, Picture, Version
from assets.processing import pairing
from assets.storage import failpoints

NAME = "merging"
LABEL = _("Couldn't match the file with its other versions.")
IS_REQUIRED = False
ONE_OF_EACH = {Version.Role.RAW, Version.Role.CAMERA}
DOUBT = (pairing.Decision.SUGGEST, pairing.Reason.SAME_SHOT)


def applies_to(asset):
    return asset.kind != Kind.SIDECAR


def look(asset, path, folder, report_progress):
    """Names and moments are all it takes."""


def keep(asset, result):
    lying = Placement.objects.alive().filter(picture__versions__asset=asset)
    for album in sorted(set(lying.values_list("album", flat=True))):
        _gather(album, asset)


def described(version):
    """All that the rule may know of a version."""
    asset = version.asset
    return pairing.File(
        stem=version.stem,
        role=pairing.Role(version.role),
        extension=asset.extension,
        camera=asset.camera,
        taken_local=asset.taken_local,
        folder=version.folder,
        content_id=asset.content_id,
        seconds=asset.duration_seconds,
    )


def _gather(album, asset):
    """Under the lock of the album: of two who come at once, the second sees what the first did."""
    with transaction.atomic():
        Album.objects.locked().get(pk=album)
        for version in _lying_only_in(album).filter(asset=asset):
            while partner := _partner(version, _lying_only_in(album)):
                pictures = _held(version.picture_id, partner.picture_id)
                if Placement.objects.filter(picture__in=pictures).exclude(album=album).exists():
                    break
                version.picture_id = _unite(album, pictures).pk
    failpoints.reach("pictures merged")


def _held(*pks):
    """By key; from here on nobody places them anywhere else, or writes captions under them."""
    pictures = Picture.objects.filter(pk__in=pks).order_by("pk").select_for_update()
    return {picture.pk: picture for picture in pictures}


def _lying_only_in(album):
    """Versions of pictures that nobody else would see change."""
    placed = Placement.objects.filter(picture=OuterRef("picture"))
    here = placed.filter(album=album, trashed_at=None)
    return (
        Version.objects.filter(Exists(here), ~Exists(placed.exclude(album=album)))
        .exclude(role=Version.Role.SIDECAR)
        .exclude(is_separated=True)
        .select_related("picture", "asset")
    )


def _partner(version, others):
    """Of several the one that was taken nearest to it."""
    mine = described(version)
    near = others.filter(_alike(version)).exclude(picture=version.picture_id)
    partners = [
        other
        for other in near.order_by("arrived_at", "id")
        if pairing.compare(mine, described(other)).decision == pairing.Decision.MERGE
    ]
    partners.sort(key=lambda other: _apart(version, other))
    return next((one for one in partners if not _are_rivals(version, one)), None)


def _alike(version):
    """By the name, or by Apple's number; in two steps, each of which has an index."""
    alike, content_id = Q(shot_stem=version.shot_stem), version.asset.content_id
    if content_id:
        assets = Asset.objects.filter(content_id=content_id).values_list("pk", flat=True)
        alike |= Q(asset__in=list(assets))
    return alike


def _are_rivals(one, other):
    """Whether both pictures have a file that may be the same shot: that is for people to say."""
    files = Version.objects.filter(role__in=ONE_OF_EACH).select_related("asset")
    ours, theirs = (
        [described(file) for file in files.filter(picture=version.picture_id)]
        for version in (one, other)
    )
    verdicts = (pairing.compare(*pair) for pair in product(ours, theirs))
    return any(verdict[:2] == DOUBT for verdict in verdicts)


def _apart(one, other):
    moments = one.asset.taken_local, other.asset.taken_local
    return abs(moments[0] - moments[1]).total_seconds() if all(moments) else 0.0


def _unite(album, pictures):
    """What was placed first keeps its place, and takes in the other, which leads there now."""
    placements = Placement.objects.filter(album=album, picture__in=pictures)
    first, second = placements.order_by("placed_at", "id")
    stays, goes = pictures[first.picture_id], pictures[second.picture_id]
    second.delete()
    absorb(goes, stays)
    return stays


def absorb(goes, stays):
    """What GOES is made of, and what leads to it, is of STAYS from now on; both are held."""
    _hand_over(goes, stays)
    stays.caption = stays.caption or goes.caption
    stays.taken_override = stays.taken_override or goes.taken_override
    stays.save(update_fields=["caption", "rotation", "taken_override"])
    Picture.objects.filter(merged_into=goes).update(merged_into=stays)
    Picture.objects.filter(pk=goes.pk).update(merged_into=stays)
    Album.objects.filter(cover=goes).update(cover=stays)


def _hand_over(goes, stays):
    """A file that both have is there once; of all of them one leads, and stands as it stood."""
    kept = stays.versions.values("asset")
    goes.versions.filter(asset__in=kept).delete()
    Version.objects.filter(picture__in=[goes, stays]).update(leads=False)
    turns = dict.fromkeys(goes.versions.values_list("pk", flat=True), goes.rotation)
    goes.versions.update(picture=stays)
    versions = stays.versions.exclude(role=Version.Role.SIDECAR).select_related("asset")
    files = {described(one): one.pk for one in versions.order_by("-arrived_at", "-id")}
    leading = files[pairing.choose_leader(files)]
    stays.rotation = turns.get(leading, stays.rotation)
    Version.objects.filter(pk=leading).update(leads=True)
