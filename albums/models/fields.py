from django.db import models


class OrderKeyField(models.CharField):
    """Text that sorts by its characters' numbers on every database, never by a language."""

    def db_parameters(self, connection):
        found = super().db_parameters(connection)
        return found | {"collation": "C"} if connection.vendor == "postgresql" else found
