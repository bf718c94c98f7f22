from django.apps import AppConfig


class StudioConfig(AppConfig):
    name = "accounts.studio"
    label = "studio"
