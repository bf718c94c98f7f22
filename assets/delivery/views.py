from assets.delivery import media_urls, sending
from assets.delivery.sending import sends_bytes


@sends_bytes
def media(request, kind, sha256):
    """The bytes behind a signed link."""
    link = media_urls.followed(request, kind, sha256)
    if link is None:
        return sending.nothing(403)
    return sending.response(request, media_urls.behind(link))


@sends_bytes
def nowhere(request):
    """An address that no link of ours has."""
    return sending.nothing(404)
