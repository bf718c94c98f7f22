"""Change the versions of a picture: which one leads, and which ones belong to it."""

# A picture is the same in all its albums, so all of them are locked while its versions change.

from contextlib import contextmanager

from django.db import transaction
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
    """The change isn't possible. The message tells people why."""


def set_leading(picture, version):
    """Make this version the one that is shown for the picture."""
    with _lock_pictures(picture) as (locked,):
        chosen = _get_version(locked, version)
        if chosen.role == SIDECAR:
            raise ChangeRefused(_("A sidecar file can't be shown as a photo."))
        _make_leading(chosen)
        process_soon([chosen.asset_id])


def split_off(picture, version):
    """Make a version a separate picture next to the old one. Return the new picture."""
    with _lock_pictures(picture) as (locked,):
        separate = _get_version(locked, version)
        if separate.role == SIDECAR:
            raise ChangeRefused(_("A sidecar file can't be shown as a photo."))
        other = _move_to_new_picture(locked, separate)
        _bump_epochs([locked])
    return other


def trash_version(picture, version, now):
    """Move a version to the trash, as a separate picture that can be restored."""
    with _lock_pictures(picture) as (locked,):
        other = _move_to_new_picture(locked, _get_version(locked, version))
        if not disposal.trash_placements(Placement.objects.filter(picture=other), now):
            Picture.objects.filter(pk=other.pk).update(discarded_at=now + disposal.RETENTION)
    return other


def merge_pictures(picture, other):
    """Merge OTHER into PICTURE, with its versions and its placements."""
    with _lock_pictures(picture, other) as (kept, merged):
        _bump_epochs([kept, merged])
        _move_placements(kept, merged)
        merging.absorb(merged, kept)
        kept.versions.update(is_separated=False)
        process_soon(kept.versions.exclude(role=SIDECAR).values_list("asset", flat=True))


def add_leading_edit(picture, received, name, by):
    """Add a received file to the picture as its new leading edit. Placements don't change."""
    if received.detected.kind not in VIEWABLE_KINDS:
        raise ChangeRefused(
            _("This file type can't be used as an edit. Choose a photo or a video.")
        )

    def add_version(stored_files):
        (stored,) = stored_files.values()
        # Lock the asset before the albums, in the same order as arrivals do.
        return _add_version(picture, intake.enter_asset(stored), name, by)

    return intake.keep_and_enter([received], add_version)


@contextmanager
def _lock_pictures(*pks):
    """Lock the pictures with their albums, and yield them in the order of the arguments."""
    with transaction.atomic():
        # Albums before pictures, in the same order as everywhere, so that nothing deadlocks.
        placements = Placement.objects.filter(picture__in=pks).order_by()
        albums = Album.objects.filter(pk__in=placements.values("album"))
        list(albums.locked().values_list("pk", flat=True))
        standing = Picture.objects.unmerged().filter(pk__in=pks).order_by("pk")
        locked = {picture.pk: picture for picture in standing.select_for_update()}
        if len(locked) < len(set(pks)) or len(set(pks)) < len(pks):
            raise ChangeRefused(
                _("This photo was merged with another one in the meantime. Reload the page.")
            )
        yield [locked[pk] for pk in pks]


def _get_version(picture, pk):
    version = picture.versions.filter(pk=pk).select_related("asset").first()
    if version is None:
        raise ChangeRefused(
            _("This file was moved to another photo in the meantime. Reload the page.")
        )
    return version


def _make_leading(version):
    Version.objects.filter(picture=version.picture_id).update(leads=False)
    Version.objects.filter(pk=version.pk).update(leads=True)


def _move_to_new_picture(picture, version):
    """Move a version with its sidecars to a new picture, with the same placements."""
    remaining = [other for other in _viewable_versions(picture) if other.pk != version.pk]
    if not remaining:
        raise ChangeRefused(_("This is the photo's only version, so it can't be separated."))
    other = Picture.objects.create(
        rotation=picture.rotation, taken_override=picture.taken_override
    )
    sidecars = [sidecar.pk for sidecar in _find_own_sidecars(picture, version, remaining)]
    Version.objects.filter(pk__in=sidecars).update(picture=other)
    Version.objects.filter(pk=version.pk).update(picture=other, leads=True, is_separated=True)
    if version.leads:
        files = {merging.build_pairing_file(version): version for version in remaining}
        _make_leading(files[pairing.choose_leader(files)])
    Placement.objects.bulk_create(
        _build_placement_beside(placement, other, version) for placement in _placements_of(picture)
    )
    return other


def _viewable_versions(picture):
    viewable = picture.versions.exclude(role=SIDECAR).select_related("asset")
    return list(viewable.order_by("-arrived_at", "-id"))


def _find_own_sidecars(picture, version, others):
    """Return the sidecars that belong to this version and to none of the others."""
    if version.role == SIDECAR:
        return []
    return [
        sidecar
        for sidecar in picture.versions.sidecars()
        if _is_sidecar_of(sidecar, version)
        and not any(_is_sidecar_of(sidecar, other) for other in others)
    ]


def _is_sidecar_of(sidecar, version):
    return naming.is_sidecar_of(sidecar.name, version.name)


def _placements_of(picture):
    return Placement.objects.filter(picture=picture).select_related("album")


def _build_placement_beside(placement, picture, version):
    """Return a placement as close to the old one as the sort order of the album allows."""
    taken = picture.taken_override or version.asset.taken_local
    key = placement.order_key
    if placement.album.order == Album.Order.TAKEN and taken:
        key = ordering.build_time_key(taken, version.stem)
    return Placement(
        album=placement.album,
        picture=picture,
        section_id=placement.section_id,
        order_key=key,
        hidden=placement.hidden,
        is_orphan_sidecar=version.role == SIDECAR,
        placed_by_id=version.uploader_id,
        trashed_at=placement.trashed_at,
    )


def _bump_epochs(pictures):
    placements = Placement.objects.filter(picture__in=pictures, trashed_at=None)
    albums = list(placements.values_list("album", flat=True))
    Album.objects.filter(pk__in=albums).bump_epoch()


def _move_placements(kept, merged):
    """Give KEPT the placements of MERGED in albums that only contain MERGED."""
    # In albums with both, the placement of KEPT stays. It is restored if only MERGED was visible.
    visible = merged.placements.filter(trashed_at=None).values_list("album", flat=True)
    kept.placements.filter(album__in=list(visible)).restore()
    albums = list(kept.placements.values_list("album", flat=True))
    merged.placements.filter(album__in=albums).delete()
    merged.placements.update(picture=kept)


def _add_version(picture, asset, name, by):
    with _lock_pictures(picture) as (locked,):
        version = locked.versions.filter(asset=asset).first()
        version = version or _create_version(locked, asset, name, by)
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
