"""Attach sidecars to their pictures, whichever of the two arrives first."""

from django.db.models import Exists, OuterRef

from albums.models import Placement
from assets.intake import naming
from assets.models import Version


def attach_to_picture(album, sidecar):
    """Make a sidecar a version of its picture. Return False if that isn't in the album."""
    stems = {sidecar.stem, naming.normalize_stem(sidecar.stem)}
    host = _find_host(
        sidecar, _find_versions_by_stem(album, stems).exclude(role=Version.Role.SIDECAR)
    )
    if host is None:
        return False
    sidecar.picture = host.picture
    sidecar.save()
    return True


def attach_waiting_sidecars(album, versions):
    """Attach the sidecars that arrived before these versions."""
    hosts = [version for version in versions if version.role != Version.Role.SIDECAR]
    stems = {stem for host in hosts for stem in (host.stem, host.name.casefold())}
    for sidecar in _find_versions_by_stem(album, stems).sidecars().leading():
        if host := _find_host(sidecar, hosts):
            _move_to_picture(album, sidecar, host.picture)


def _find_host(sidecar, versions):
    """Return the version that a sidecar belongs to. Of several, a RAW file comes first."""
    hosts = [
        version
        for version in versions
        if version.folder == sidecar.folder and naming.is_sidecar_of(sidecar.name, version.name)
    ]
    return min(hosts, key=lambda host: host.role != Version.Role.RAW, default=None)


def _find_versions_by_stem(album, stems):
    """Return the versions in the album that have one of these stems, by arrival."""
    # Not a join: a database may start with the album, and read everything in it.
    placements = Placement.objects.filter(album=album, picture=OuterRef("picture"))
    return (
        Version.objects.filter(Exists(placements), stem__in=stems)
        .select_related("picture")
        .in_arrival_order()
    )


def _move_to_picture(album, sidecar, picture):
    old, sidecar.picture, sidecar.leads = sidecar.picture, picture, False
    Placement.objects.filter(album=album, picture=old).delete()
    # The sidecar is in another album as well: there it stays as it is.
    if Placement.objects.filter(picture=old).exists():
        Version.objects.create(
            picture=picture,
            asset=sidecar.asset,
            name=sidecar.name,
            stem=sidecar.stem,
            shot_stem=sidecar.shot_stem,
            folder=sidecar.folder,
            role=sidecar.role,
            uploader=sidecar.uploader,
        )
        return
    sidecar.save()
    old.delete()
