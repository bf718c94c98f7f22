from django.conf import settings

from clientpix.proxies import client_address


def behind_proxies(get_response):
    """Put the asking address where Django looks for it; believe trusted proxies, nobody else."""
    trusted = settings.TRUSTED_PROXIES

    def middleware(request):
        meta = request.META
        forwarded_for = meta.pop("HTTP_X_FORWARDED_FOR", "")
        meta["REMOTE_ADDR"] = client_address(meta.get("REMOTE_ADDR", ""), forwarded_for, trusted)
        return get_response(request)

    return middleware
