"""A sidecar belongs to the picture it lay beside, whichever of the two arrives first."""

from django.db.models import Exists, OuterRef

from albums.models import Placement
from assets.intake import naming
from assets.models import Version


def attach_to_picture(album, sidecar):
    """Make SIDECAR a version of its picture, if that is in the album already."""
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
    """Sidecars that came first, and waited, join the pictures that they are of."""
    hosts = [version for version in versions if version.role != Version.Role.SIDECAR]
    stems = {stem for host in hosts for stem in (host.stem, host.name.casefold())}
    for sidecar in _find_versions_by_stem(album, stems).sidecars().leading():
        if host := _find_host(sidecar, hosts):
            _move_to_picture(album, sidecar, host.picture)


def _find_host(sidecar, versions):
    """Whose it is of those beside it; a RAW more likely than what was made of it."""
    hosts = [
        version
        for version in versions
        if version.folder == sidecar.folder and naming.is_sidecar_of(sidecar.name, version.name)
    ]
    return min(hosts, key=lambda host: host.role != Version.Role.RAW, default=None)


def _find_versions_by_stem(album, stems):
    """What lies in the album under such names, by arrival."""
    # Not a join: a database might begin with the album, and go through all that is in it.
    lies = Placement.objects.filter(album=album, picture=OuterRef("picture"))
    return (
        Version.objects.filter(Exists(lies), stem__in=stems)
        .select_related("picture")
        .in_arrival_order()
    )


def _move_to_picture(album, sidecar, picture):
    shell, sidecar.picture, sidecar.leads = sidecar.picture, picture, False
    Placement.objects.filter(album=album, picture=shell).delete()
    if Placement.objects.filter(picture=shell).exists():
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
    shell.delete()
