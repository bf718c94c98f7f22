"""A sidecar belongs to the picture it lay beside, whichever of the two arrives first."""

from albums.models import Placement
from assets import naming
from assets.models import Version


def join_picture(album, sidecar):
    """Make SIDECAR a version of its picture, if that is in the album already."""
    stems = {sidecar.stem, naming.stem(sidecar.stem)}
    beside = _beside(album, sidecar, stems).exclude(role=Version.Role.SIDECAR)
    hosts = [host for host in beside if naming.is_sidecar_of(sidecar.name, host.name)]
    if not hosts:
        return False
    sidecar.picture = min(hosts, key=lambda host: host.role != Version.Role.RAW).picture
    sidecar.save()
    return True


def fetch_waiting(album, version):
    """Sidecars that came first, and waited, join the picture that they are of."""
    if version.role == Version.Role.SIDECAR:
        return
    waiting = _beside(album, version, {version.stem, version.name.casefold()})
    for sidecar in waiting.sidecars().leading():
        if naming.is_sidecar_of(sidecar.name, version.name):
            _hand_over(album, sidecar, version.picture)


def _beside(album, version, stems):
    """What lay in the same folder under a name alike, by arrival."""
    return (
        Version.objects.filter(
            picture__placements__album=album, folder=version.folder, stem__in=stems
        )
        .select_related("picture")
        .in_order_of_arrival()
    )


def _hand_over(album, sidecar, picture):
    shell, sidecar.picture, sidecar.leads = sidecar.picture, picture, False
    Placement.objects.filter(album=album, picture=shell).delete()
    if Placement.objects.filter(picture=shell).exists():
        Version.objects.create(
            picture=picture,
            asset=sidecar.asset,
            name=sidecar.name,
            stem=sidecar.stem,
            folder=sidecar.folder,
            role=sidecar.role,
            uploader=sidecar.uploader,
        )
        return
    sidecar.save()
    shell.delete()
