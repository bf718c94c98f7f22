"""Somebody whose pictures they are, where nobody has been yet."""

import secrets
from typing import NamedTuple

from accounts.sign_in import first_run
from accounts.sign_in.forms import FirstOwnerForm

EMAIL = "demo@localhost"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class Key(NamedTuple):
    """A way in. It is kept nowhere: whoever made it says it once."""

    email: str
    password: str


def first_owner():
    """The key of an owner made just now, or none where there is one already."""
    password = _password()
    said = {
        "name": "Demo",
        "email": EMAIL,
        "password": password,
        "code": first_run.get_setup_code(),
    }
    form = FirstOwnerForm(said)
    if not form.is_valid() or first_run.create_owner(form) is None:
        return None
    return Key(EMAIL, password)


def _password():
    groups = ("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(5))
    return "-".join(groups)
