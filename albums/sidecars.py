"""A sidecar belongs to the picture it lay beside, whichever of the two arrives first."""

from django.db.models import Exists, OuterRef

from albums.models import Placement
from assets.intake import naming
from assets.models import Version


def join_picture(album, sidecar):
    """Make SIDECAR a version of its picture, if that is in the album already."""
    stems = {sidecar.stem, naming.stem(sidecar.stem)}
    host = _host(sidecar, _lying(album, stems).exclude(role=Version.Role.SIDECAR))
    if host is None:
        return False
    sidecar.picture = host.picture
    sidecar.save()
    return True


def fetch_waiting(album, versions):
    """Sidecars that came first, and waited, join the pictures that they are of."""
    hosts = [version for version in versions if version.role != Version.Role.SIDECAR]
    stems = {stem for host in hosts for stem in (host.stem, host.name.casefold())}
    for sidecar in _lying(album, stems).sidecars().leading():
        if host := _host(sidecar, hosts):
            _hand_over(album, sidecar, host.picture)


def _host(sidecar, versions):
    """Whose it is of those beside it; a RAW more likely than what was made of it."""
    hosts = [
        version
        for version in versions
        if version.folder == sidecar.folder and naming.is_sidecar_of(sidecar.name, version.name)
    ]
    return min(hosts, key=lambda host: host.role != Version.Role.RAW, default=None)


def _lying(album, stems):
    """What lies in the album under such names, by arrival."""
    # Not a join: a database might begin with the album, and go through all that is in it.
    lies = Placement.objects.filter(album=album, picture=OuterRef("picture"))
    return (
        Version.objects.filter(Exists(lies), stem__in=stems)
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
            root=sidecar.root,
            folder=sidecar.folder,
            role=sidecar.role,
            uploader=sidecar.uploader,
        )
        return
    sidecar.save()
    shell.delete()
