from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect, resolve_url


class StudioAdminSite(AdminSite):
    """The Django admin for owners, who sign in on the studio's own page."""

    site_header = site_title = "Client Pix"
    index_title = "Admin"

    def login(self, request, extra_context=None):
        if request.user.is_authenticated and not request.user.is_owner:
            raise Http404
        return redirect_to_login(
            request.GET.get("next", resolve_url("admin:index")), resolve_url("sign-in")
        )

    def password_change(self, request, extra_context=None):
        return redirect("change-password")
