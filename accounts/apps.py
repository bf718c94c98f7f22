from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class AccountsConfig(AppConfig):
    name = "accounts"


class StudioAdminConfig(admin_apps.AdminConfig):
    """The Django admin with the studio's sign-in page."""

    default = False
    default_site = "accounts.admin_site.StudioAdminSite"
