from accounts.permissions import studio_bytes
from albums.models import Placement
from assets.delivery import media_urls, sending
from assets.delivery.sending import sends_bytes
from assets.models import Version


@sends_bytes
@studio_bytes
def file(request, pk):
    """One file as it came, to be saved under the name that it came with."""
    version = versions_open_to(request.user).filter(pk=pk).select_related("asset").first()
    if version is None:
        return sending.nothing(404)
    return sending.response(request, media_urls.original(version.asset, version.name))


def versions_open_to(person):
    """Owners have every file, uploaders what lies in the albums that they are invited to."""
    if person.is_owner:
        return Version.objects.all()
    seen = Placement.objects.seen_by(person)
    return Version.objects.filter(picture__in=seen.values("picture"))
