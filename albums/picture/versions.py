"""The files of a picture: which of them leads, what belongs to it, and what is another picture.

A picture is the same wherever it lies, so all its albums are held while its files change.
"""

from contextlib import contextmanager

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from albums.arrival import EDIT_ROLE_BY_KIND, ROLE_BY_KIND
from albums.models import Album, Placement
from albums.processing_steps import merging, ordering
from albums.trash import disposal
from assets.intake import intake, naming
from assets.intake.kinds import Kind
from assets.models import Picture, Version
from assets.processing import pairing
from assets.processing.tasks import process_soon

VIEWABLE_KINDS = {Kind.PHOTO, Kind.FILM}
SIDECAR = Version.Role.SIDECAR


class ChangeRefused(Exception):
    """It cannot be done, for a reason that people can read."""


def set_leading(picture, version):
    """From now on this file is what is seen of the picture."""
    with _lock_pictures(picture) as (held,):
        chosen = _get_version(held, version)
        if chosen.role == SIDECAR:
            raise ChangeRefused(_("A sidecar is nothing to look at."))
        _make_leading(chosen)
        process_soon([chosen.asset_id])


def split_off(picture, version):
    """A file becomes a picture of its own, beside the one that it was of; that new picture."""
    with _lock_pictures(picture) as (held,):
        alone = _get_version(held, version)
        if alone.role == SIDECAR:
            raise ChangeRefused(_("A sidecar is nothing to look at."))
        other = _move_to_new_picture(held, alone)
        _bump_epochs([held])
    return other


def trash_version(picture, version, now):
    """A file goes to the trash as a picture of its own, and can be taken out of there."""
    with _lock_pictures(picture) as (held,):
        other = _move_to_new_picture(held, _get_version(held, version))
        if not disposal.trash_placements(Placement.objects.filter(picture=other), now):
            Picture.objects.filter(pk=other.pk).update(discarded_at=now + disposal.RETENTION)
    return other


def merge_pictures(picture, other):
    """All files of OTHER are of PICTURE, which stays where it lies, and lies where OTHER lay."""
    with _lock_pictures(picture, other) as (stays, goes):
        _bump_epochs([stays, goes])
        _move_placements(stays, goes)
        merging.absorb(goes, stays)
        stays.versions.update(is_separated=False)
        process_soon(stays.versions.exclude(role=SIDECAR).values_list("asset", flat=True))


def add_leading_edit(picture, received, name, by):
    """What came is the edit that leads now; the places of the picture stay as they are."""
    if received.detected.kind not in VIEWABLE_KINDS:
        raise ChangeRefused(_("An edit is a photo or a film that can be looked at."))

    def enter(kept_files):
        (kept,) = kept_files.values()
        # Lock the asset before the albums, in the same order as arrivals do.
        return _add_version(picture, intake.enter_asset(kept), name, by)

    return intake.keep_and_enter([received], enter)


@contextmanager
def _lock_pictures(*pks):
    """Albums first, as all do who change what lies in them."""
    with transaction.atomic():
        lying = Placement.objects.filter(picture__in=pks).order_by()
        albums = Album.objects.filter(pk__in=lying.values("album")).order_by("pk")
        list(albums.select_for_update().values_list("pk", flat=True))
        standing = Picture.objects.unmerged().filter(pk__in=pks).order_by("pk")
        held = {picture.pk: picture for picture in standing.select_for_update()}
        if len(held) < len(set(pks)) or len(set(pks)) < len(pks):
            raise ChangeRefused(_("Meanwhile it has become part of another picture."))
        yield [held[pk] for pk in pks]


def _get_version(picture, pk):
    version = picture.versions.filter(pk=pk).select_related("asset").first()
    if version is None:
        raise ChangeRefused(_("That file belongs to another picture by now."))
    return version


def _make_leading(version):
    Version.objects.filter(picture=version.picture_id).update(leads=False)
    Version.objects.filter(pk=version.pk).update(leads=True)


def _move_to_new_picture(picture, version):
    """With the sidecars that speak of it alone; what is left is led by what stands for it."""
    left = [one for one in _viewable_versions(picture) if one.pk != version.pk]
    if not left:
        raise ChangeRefused(_("It is all that there is of this picture."))
    other = Picture.objects.create(
        rotation=picture.rotation, taken_override=picture.taken_override
    )
    own = [sidecar.pk for sidecar in _find_own_sidecars(picture, version, left)]
    Version.objects.filter(pk__in=own).update(picture=other)
    Version.objects.filter(pk=version.pk).update(picture=other, leads=True, is_separated=True)
    if version.leads:
        files = {merging.described(one): one for one in left}
        _make_leading(files[pairing.choose_leader(files)])
    Placement.objects.bulk_create(
        _build_placement_beside(place, other, version) for place in _placements_of(picture)
    )
    return other


def _viewable_versions(picture):
    seen = picture.versions.exclude(role=SIDECAR).select_related("asset")
    return list(seen.order_by("-arrived_at", "-id"))


def _find_own_sidecars(picture, version, others):
    if version.role == SIDECAR:
        return []
    beside = [
        sidecar for sidecar in picture.versions.sidecars() if _is_sidecar_of(sidecar, version)
    ]
    return [one for one in beside if not any(_is_sidecar_of(one, other) for other in others)]


def _is_sidecar_of(sidecar, version):
    return naming.is_sidecar_of(sidecar.name, version.name)


def _placements_of(picture):
    return Placement.objects.filter(picture=picture).select_related("album")


def _build_placement_beside(placement, picture, version):
    """As near to where it was as the order of the album allows."""
    taken = picture.taken_override or version.asset.taken_local
    is_by_time = placement.album.order == Album.Order.TAKEN and taken
    return Placement(
        album=placement.album,
        picture=picture,
        section_id=placement.section_id,
        order_key=ordering.key(taken, version.stem) if is_by_time else placement.order_key,
        hidden=placement.hidden,
        is_orphan_sidecar=version.role == SIDECAR,
        placed_by_id=version.uploader_id,
        trashed_at=placement.trashed_at,
    )


def _bump_epochs(pictures):
    lying = Placement.objects.filter(picture__in=pictures, trashed_at=None)
    albums = Album.objects.filter(pk__in=list(lying.values_list("album", flat=True)))
    albums.update(epoch=F("epoch") + 1)


def _move_placements(stays, goes):
    """Where both lie, the place of STAYS counts; it is there if either of them was."""
    left = goes.placements.filter(trashed_at=None).values_list("album", flat=True)
    stays.placements.filter(album__in=list(left)).update(trashed_at=None)
    kept = list(stays.placements.values_list("album", flat=True))
    goes.placements.filter(album__in=kept).delete()
    goes.placements.update(picture=stays)


def _add_version(picture, asset, name, by):
    with _lock_pictures(picture) as (held,):
        version = held.versions.filter(asset=asset).first() or _create_version(
            held, asset, name, by
        )
        _make_leading(version)
        process_soon([asset.pk])
    return version


def _create_version(picture, asset, name, by):
    stem = naming.normalize_stem(name)
    return Version.objects.create(
        picture=picture,
        asset=asset,
        name=name,
        stem=stem,
        shot_stem=pairing.parse_stem(stem).root,
        role=EDIT_ROLE_BY_KIND.get(asset.kind, ROLE_BY_KIND[asset.kind]),
        uploader=by,
    )
