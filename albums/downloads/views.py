from accounts.permissions import studio_only_bytes
from albums.models import Placement
from assets.delivery import media_urls, sending
from assets.delivery.sending import sends_bytes
from assets.models import Version


@sends_bytes
@studio_only_bytes
def original(request, pk):
    """One file as it came, to be saved under the name that it came with."""
    version = accessible_versions(request.user).filter(pk=pk).select_related("asset").first()
    if version is None:
        return sending.empty_response(404)
    return sending.file_response(
        request, media_urls.get_original_file(version.asset, version.name)
    )


def accessible_versions(person):
    """Owners have every file, uploaders what lies in the albums that they are invited to."""
    if person.is_owner:
        return Version.objects.all()
    seen = Placement.objects.seen_by(person)
    return Version.objects.filter(picture__in=seen.values("picture"))
