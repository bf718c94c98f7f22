from django.contrib.admin import AdminSite
from django.utils.decorators import method_decorator
from django_ratelimit.decorators import ratelimit


class StudioSite(AdminSite):
    """Django admin for the owner."""

    site_header = site_title = "Client Pix"
    index_title = "Everything that is kept"

    @method_decorator(ratelimit(group="sign-in", key="ip", rate="20/10m", method="POST"))
    def login(self, request, extra_context=None):
        return super().login(request, extra_context)
