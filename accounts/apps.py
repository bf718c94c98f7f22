from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class AccountsConfig(AppConfig):
    name = "accounts"


class StudioAdminConfig(admin_apps.AdminConfig):
    """Django admin with a door of ours."""

    default = False
    default_site = "accounts.admin_site.StudioAdminSite"
