from django.db import models


class OrderKeyField(models.CharField):
    """Text that sorts by code points on every database, never by the rules of a language."""

    def db_parameters(self, connection):
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            return parameters | {"collation": "C"}
        return parameters
