from django.apps import AppConfig


class CountersConfig(AppConfig):
    name = "clientpix.counters"
    label = "counters"
