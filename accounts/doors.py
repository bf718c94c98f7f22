"""The part of signed media URLs that says which user they were issued to."""

from django.conf import settings

from accounts import tokens
from accounts.models import User

EPOCH_BYTES = 12


def for_user(user):
    """Return the user's door. It stops working when their password, role or status changes."""
    return f"u{user.pk.hex}.{_derive_epoch(user)}.0"


def is_open(door):
    """Return whether the door's user is active and unchanged since the URL was issued."""
    user = User.objects.active().filter(pk=door.id).first()
    return user is not None and tokens.constant_time_compare(_derive_epoch(user), door.epoch)


def _derive_epoch(user):
    state = (user.password, user.role, str(user.is_active))
    return tokens.derive(settings.SECRET_KEY, "door", *state, length=EPOCH_BYTES)
