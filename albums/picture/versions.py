"""The files of a picture: which of them leads, what belongs to it, and what is another picture.

A picture is the same wherever it lies, so all its albums are held while its files change.
"""

from contextlib import contextmanager

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from albums.arrival import EDITED, ROLES
from albums.models import Album, Placement
from albums.processing_steps import merging, ordering
from albums.trash import disposal
from assets.intake import intake, naming
from assets.intake.intake import Vanished
from assets.intake.kinds import Kind
from assets.models import Picture, Version
from assets.processing import pairing
from assets.processing.tasks import develop_soon
from assets.storage import vault

TRIES = 3
SEEN = {Kind.PHOTO, Kind.FILM}
SIDECAR = Version.Role.SIDECAR


class Impossible(Exception):
    """It cannot be done, for a reason that people can read."""


def lead(picture, version):
    """From now on this file is what is seen of the picture."""
    with _holding(picture) as (held,):
        chosen = _file_of(held, version)
        if chosen.role == SIDECAR:
            raise Impossible(_("A sidecar is nothing to look at."))
        _let_lead(chosen)
        develop_soon([chosen.asset_id])


def split(picture, version):
    """A file becomes a picture of its own, beside the one that it was of; that new picture."""
    with _holding(picture) as (held,):
        alone = _file_of(held, version)
        if alone.role == SIDECAR:
            raise Impossible(_("A sidecar is nothing to look at."))
        other = _take_out(held, alone)
        _turn_the_pages([held])
    return other


def remove(picture, version, now):
    """A file goes to the trash as a picture of its own, and can be taken out of there."""
    with _holding(picture) as (held,):
        other = _take_out(held, _file_of(held, version))
        if not disposal.trash(Placement.objects.filter(picture=other), now):
            Picture.objects.filter(pk=other.pk).update(discarded_at=now + disposal.KEPT)
    return other


def join(picture, other):
    """All files of OTHER are of PICTURE, which stays where it lies, and lies where OTHER lay."""
    with _holding(picture, other) as (stays, goes):
        _turn_the_pages([stays, goes])
        _take_the_places(stays, goes)
        merging.absorb(goes, stays)
        stays.versions.update(apart=False)
        develop_soon(stays.versions.exclude(role=SIDECAR).values_list("asset", flat=True))


def replace(picture, received, name, by):
    """What came is the edit that leads now; the places of the picture stay as they are."""
    if received.detected.kind not in SEEN:
        raise Impossible(_("An edit is a photo or a film that can be looked at."))
    for _try in range(TRIES):
        try:
            with vault.told_plainly():
                (kept,) = intake.keep([received]).values()
                # The asset before the albums: in that order arrivals lock them as well.
                with transaction.atomic():
                    return _lay_on_top(picture, intake.enter(kept), name, by)
        except Vanished:
            continue
    raise Vanished(name)


@contextmanager
def _holding(*pks):
    """Albums first, as all do who change what lies in them."""
    with transaction.atomic():
        lying = Placement.objects.filter(picture__in=pks).order_by()
        albums = Album.objects.filter(pk__in=lying.values("album")).order_by("pk")
        list(albums.select_for_update().values_list("pk", flat=True))
        standing = Picture.objects.standing().filter(pk__in=pks).order_by("pk")
        held = {picture.pk: picture for picture in standing.select_for_update()}
        if len(held) < len(set(pks)) or len(set(pks)) < len(pks):
            raise Impossible(_("Meanwhile it has become part of another picture."))
        yield [held[pk] for pk in pks]


def _file_of(picture, pk):
    version = picture.versions.filter(pk=pk).select_related("asset").first()
    if version is None:
        raise Impossible(_("That file belongs to another picture by now."))
    return version


def _let_lead(version):
    Version.objects.filter(picture=version.picture_id).update(leads=False)
    Version.objects.filter(pk=version.pk).update(leads=True)


def _take_out(picture, version):
    """With the sidecars that speak of it alone; what is left is led by what stands for it."""
    left = [one for one in _seen(picture) if one.pk != version.pk]
    if not left:
        raise Impossible(_("It is all that there is of this picture."))
    other = Picture.objects.create(turn=picture.turn, taken_override=picture.taken_override)
    own = [sidecar.pk for sidecar in _sidecars_of(picture, version, left)]
    Version.objects.filter(pk__in=own).update(picture=other)
    Version.objects.filter(pk=version.pk).update(picture=other, leads=True, apart=True)
    if version.leads:
        files = {merging.described(one): one for one in left}
        _let_lead(files[pairing.first_seen(files)])
    Placement.objects.bulk_create(_beside(place, other, version) for place in _places(picture))
    return other


def _seen(picture):
    seen = picture.versions.exclude(role=SIDECAR).select_related("asset")
    return list(seen.order_by("-arrived_at", "-id"))


def _sidecars_of(picture, version, others):
    if version.role == SIDECAR:
        return []
    beside = [sidecar for sidecar in picture.versions.sidecars() if _speaks_of(sidecar, version)]
    return [one for one in beside if not any(_speaks_of(one, other) for other in others)]


def _speaks_of(sidecar, version):
    return naming.is_sidecar_of(sidecar.name, version.name)


def _places(picture):
    return Placement.objects.filter(picture=picture).select_related("album")


def _beside(placement, picture, version):
    """As near to where it was as the order of the album allows."""
    taken = picture.taken_override or version.asset.taken_local
    is_by_time = placement.album.order == Album.Order.TAKEN and taken
    return Placement(
        album=placement.album,
        picture=picture,
        section_id=placement.section_id,
        order_key=ordering.key(taken, version.stem) if is_by_time else placement.order_key,
        hidden=placement.hidden,
        aside=version.role == SIDECAR,
        placed_by_id=version.uploader_id,
        trashed_at=placement.trashed_at,
    )


def _turn_the_pages(pictures):
    lying = Placement.objects.filter(picture__in=pictures, trashed_at=None)
    albums = Album.objects.filter(pk__in=list(lying.values_list("album", flat=True)))
    albums.update(epoch=F("epoch") + 1)


def _take_the_places(stays, goes):
    """Where both lie, the place of STAYS counts; it is there if either of them was."""
    left = goes.placements.filter(trashed_at=None).values_list("album", flat=True)
    stays.placements.filter(album__in=list(left)).update(trashed_at=None)
    kept = list(stays.placements.values_list("album", flat=True))
    goes.placements.filter(album__in=kept).delete()
    goes.placements.update(picture=stays)


def _lay_on_top(picture, asset, name, by):
    with _holding(picture) as (held,):
        version = held.versions.filter(asset=asset).first() or _new(held, asset, name, by)
        _let_lead(version)
        develop_soon([asset.pk])
    return version


def _new(picture, asset, name, by):
    stem = naming.stem(name)
    return Version.objects.create(
        picture=picture,
        asset=asset,
        name=name,
        stem=stem,
        root=pairing.name_of(stem).root,
        role=EDITED.get(asset.kind, ROLES[asset.kind]),
        uploader=by,
    )
