"""People as doors: a link to bytes that was made for somebody is good while they may come in."""

from django.conf import settings

from accounts import tokens
from accounts.models import User

EPOCH_BYTES = 12


def for_user(person):
    """Closed by a new password, by another role, and when the person is disabled."""
    return f"u{person.pk.hex}.{_derive_epoch(person)}.0"


def is_open(door):
    """Whether it leads to the same person as on the day it was made: settings.DOORS asks."""
    person = User.objects.active().filter(pk=door.id).first()
    return person is not None and tokens.constant_time_compare(_derive_epoch(person), door.epoch)


def _derive_epoch(person):
    state = (person.password, person.role, str(person.is_active))
    return tokens.derive(settings.SECRET_KEY, "door", *state, length=EPOCH_BYTES)
