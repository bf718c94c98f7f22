from django.db import models


class AddressField(models.EmailField):
    """An e-mail address, in lower case wherever it comes from."""

    def to_python(self, value):
        return _lower(super().to_python(value))

    def get_prep_value(self, value):
        return _lower(super().get_prep_value(value))


def _lower(value):
    return value.strip().lower() if isinstance(value, str) else value
