from datetime import datetime

from django import forms
from django.db import models


class WallClockField(models.Field):
    """The time on the camera's clock: a datetime that never has a time zone."""

    description = "wall clock"

    def db_type(self, connection):
        return "timestamp" if connection.vendor == "postgresql" else "text"

    def to_python(self, value):
        if value is None or isinstance(value, datetime):
            return value
        return datetime.fromisoformat(value)

    def from_db_value(self, value, expression, connection):
        return self.to_python(value)

    def get_prep_value(self, value):
        value = self.to_python(value)
        if value is not None and value.tzinfo is not None:
            raise ValueError("A wall clock has no time zone.")
        return value

    def get_db_prep_value(self, value, connection, prepared=False):
        value = value if prepared else self.get_prep_value(value)
        if value is None or connection.vendor == "postgresql":
            return value
        # Always the same length, so that SQLite sorts the text by time.
        return value.isoformat(" ", "microseconds")

    def value_to_string(self, obj):
        value = self.value_from_object(obj)
        return "" if value is None else value.isoformat(" ")

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": WallClockFormField, **kwargs})


class WallClockFormField(forms.DateTimeField):
    def prepare_value(self, value):
        return value

    def to_python(self, value):
        value = super().to_python(value)
        return value and value.replace(tzinfo=None)
