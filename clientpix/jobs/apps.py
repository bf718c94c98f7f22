from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "clientpix.jobs"
    label = "jobs"
