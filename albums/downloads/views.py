from accounts.permissions import studio_only_bytes
from albums.models import Placement
from assets.delivery import media_urls, sending
from assets.delivery.sending import sends_bytes
from assets.models import Version


@sends_bytes
@studio_only_bytes
def original(request, pk):
    """Send one original file under its original name."""
    # A file that is missing and one that is forbidden must look the same.
    version = accessible_versions(request.user).filter(pk=pk).select_related("asset").first()
    if version is None:
        return sending.empty_response(404)
    return sending.file_response(
        request, media_urls.get_original_file(version.asset, version.name)
    )


def accessible_versions(user):
    """Return all versions for owners, and those in their albums for uploaders."""
    if user.is_owner:
        return Version.objects.all()
    placements = Placement.objects.visible_to(user)
    return Version.objects.filter(picture__in=placements.values("picture"))
