from assets.delivery import media_urls, sending
from assets.delivery.sending import sends_bytes


@sends_bytes
def media(request, kind, sha256):
    """The bytes behind a signed link."""
    link = media_urls.verify_request(request, kind, sha256)
    if link is None:
        return sending.empty_response(403)
    return sending.file_response(request, media_urls.find_file(link))


@sends_bytes
def not_found(request):
    """An address that no link of ours has."""
    return sending.empty_response(404)
