from django.db import models


class LowercaseEmailField(models.EmailField):
    """An email address that is stored and looked up in lower case."""

    def to_python(self, value):
        return _to_lowercase(super().to_python(value))

    def get_prep_value(self, value):
        return _to_lowercase(super().get_prep_value(value))


def _to_lowercase(value):
    return value.strip().lower() if isinstance(value, str) else value
