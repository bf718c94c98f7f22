"""Create an owner for the demo if there is none."""

import secrets
from typing import NamedTuple

from accounts.sign_in import first_run
from accounts.sign_in.forms import FirstOwnerForm

EMAIL = "demo@localhost"
READABLE_CHARACTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class Credentials(NamedTuple):
    """Email and password of the demo's owner. They are printed once and not stored."""

    email: str
    password: str


def create_first_owner():
    """Create an owner and return the credentials, or None if there is an owner already."""
    password = _generate_password()
    form_data = {
        "name": "Demo",
        "email": EMAIL,
        "password": password,
        "code": first_run.get_setup_code(),
    }
    form = FirstOwnerForm(form_data)
    if not form.is_valid() or first_run.create_owner(form) is None:
        return None
    return Credentials(EMAIL, password)


def _generate_password():
    groups = ("".join(secrets.choice(READABLE_CHARACTERS) for _ in range(5)) for _ in range(5))
    return "-".join(groups)
