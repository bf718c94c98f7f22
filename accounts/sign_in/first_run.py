"""Create the first owner, with the setup code that the server prints when it starts."""

import base64

from django.conf import settings
from django.db import connection, transaction

from accounts import tokens
from accounts.models import User

CODE_LENGTH = 10


def get_setup_code():
    """Derive the code from the secret key: it needs no storage and is the same at every start."""
    # Base 32 without upper case: easy to read from a terminal and to type.
    token = tokens.derive(settings.SECRET_KEY, "first owner")
    return base64.b32encode(token.encode()).decode().lower()[:CODE_LENGTH]


def is_setup_code(text):
    return tokens.constant_time_compare(text.strip().lower(), get_setup_code())


def is_complete():
    return User.objects.owners().exists()


def create_owner(form):
    """Create the owner from the form, or return None if someone else was faster."""
    with transaction.atomic():
        _lock_user_table()
        return None if is_complete() else form.create(User.Role.OWNER)


def _lock_user_table():
    # On SQLite the transaction locks the whole database anyway.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE accounts_user IN SHARE ROW EXCLUSIVE MODE")
