"""Merge the files of one shot into one picture.

This is a step of processing. It runs after the metadata step, because the capture time decides:
when the second file of a shot is processed, it finds the first.
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
    """Do nothing: names and capture times are in the database."""


def keep(asset, result):
    placements = Placement.objects.alive().filter(picture__versions__asset=asset)
    # Sorted, so that two workers lock albums in the same order.
    for album in sorted(set(placements.values_list("album", flat=True))):
        _merge_in_album(album, asset)


def build_pairing_file(version):
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


def _merge_in_album(album, asset):
    with transaction.atomic():
        # Of two workers with one half of a pair each, the second sees what the first did.
        Album.objects.locked().get(pk=album)
        for version in _versions_only_in(album).filter(asset=asset):
            while partner := _find_partner(version, _versions_only_in(album)):
                pictures = _lock_pictures(version.picture_id, partner.picture_id)
                # Before the lock, somebody may have added one of them to another album.
                if Placement.objects.filter(picture__in=pictures).exclude(album=album).exists():
                    break
                version.picture_id = _merge(album, pictures).pk
    failpoints.reach("pictures merged")


def _lock_pictures(*pks):
    """Return pictures by key. Until the end, nobody else can place or edit them."""
    pictures = Picture.objects.filter(pk__in=pks).order_by("pk").select_for_update()
    return {picture.pk: picture for picture in pictures}


def _versions_only_in(album):
    """Return versions of pictures in this album that no other album shows."""
    placements = Placement.objects.filter(picture=OuterRef("picture"))
    in_album = placements.filter(album=album, trashed_at=None)
    return (
        Version.objects.filter(Exists(in_album), ~Exists(placements.exclude(album=album)))
        .exclude(role=Version.Role.SIDECAR)
        .exclude(is_separated=True)
        .select_related("picture", "asset")
    )


def _find_partner(version, others):
    """Return the version to merge with that was taken closest to this one, or None."""
    file = build_pairing_file(version)
    candidates = others.filter(_is_similar(version)).exclude(picture=version.picture_id)
    partners = [
        other
        for other in candidates.order_by("arrived_at", "id")
        if pairing.compare(file, build_pairing_file(other)).decision == pairing.Decision.MERGE
    ]
    partners.sort(key=lambda other: _seconds_between(version, other))
    return next((partner for partner in partners if not _are_rivals(version, partner)), None)


def _is_similar(version):
    """Return a filter for versions with a similar name, or with the same Apple content ID."""
    condition, content_id = Q(shot_stem=version.shot_stem), version.asset.content_id
    if content_id:
        # A query of its own, because a join would use neither of the two indexes.
        assets = Asset.objects.filter(content_id=content_id).values_list("pk", flat=True)
        condition |= Q(asset__in=list(assets))
    return condition


def _are_rivals(one, other):
    """Return whether both pictures have a file of the same shot: then a person must decide."""
    files = Version.objects.filter(role__in=ONE_OF_EACH).select_related("asset")
    first, second = (
        [build_pairing_file(file) for file in files.filter(picture=version.picture_id)]
        for version in (one, other)
    )
    verdicts = (pairing.compare(*pair) for pair in product(first, second))
    return any(verdict[:2] == DOUBT for verdict in verdicts)


def _seconds_between(one, other):
    times = one.asset.taken_local, other.asset.taken_local
    return abs(times[0] - times[1]).total_seconds() if all(times) else 0.0


def _merge(album, pictures):
    """Merge the picture that was placed later into the one that was placed first."""
    placements = Placement.objects.filter(album=album, picture__in=pictures)
    first, second = placements.order_by("placed_at", "id")
    kept, merged = pictures[first.picture_id], pictures[second.picture_id]
    second.delete()
    absorb(merged, kept)
    return kept


def absorb(merged, kept):
    """Move versions, caption, redirects and covers of a picture to another. Both are locked."""
    _move_versions(merged, kept)
    kept.caption = kept.caption or merged.caption
    kept.taken_override = kept.taken_override or merged.taken_override
    kept.save(update_fields=["caption", "rotation", "taken_override"])
    Picture.objects.filter(merged_into=merged).update(merged_into=kept)
    Picture.objects.filter(pk=merged.pk).update(merged_into=kept)
    Album.objects.filter(cover=merged).update(cover=kept)


def _move_versions(merged, kept):
    """Move all versions, choose which one leads, and keep the rotation it had."""
    # A file that both pictures have must be there only once.
    duplicates = kept.versions.values("asset")
    merged.versions.filter(asset__in=duplicates).delete()
    Version.objects.filter(picture__in=[merged, kept]).update(leads=False)
    rotations = dict.fromkeys(merged.versions.values_list("pk", flat=True), merged.rotation)
    merged.versions.update(picture=kept)
    versions = kept.versions.exclude(role=Version.Role.SIDECAR).select_related("asset")
    versions = versions.order_by("-arrived_at", "-id")
    files = {build_pairing_file(version): version.pk for version in versions}
    leading = files[pairing.choose_leader(files)]
    kept.rotation = rotations.get(leading, kept.rotation)
    Version.objects.filter(pk=leading).update(leads=True)
