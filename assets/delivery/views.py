from assets.delivery import media_urls, sending
from assets.delivery.sending import sends_bytes


@sends_bytes
def media(request, kind, sha256):
    """Send the file behind a signed media URL."""
    url = media_urls.verify_request(request, kind, sha256)
    if url is None:
        return sending.empty_response(403)
    return sending.file_response(request, media_urls.find_file(url))


@sends_bytes
def not_found(request):
    """Answer any other URL below /media, without a page."""
    return sending.empty_response(404)
