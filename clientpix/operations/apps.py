from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "clientpix.operations"
    label = "operations"

    def ready(self):
        from clientpix import checks  # noqa: F401
