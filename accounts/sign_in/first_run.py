"""The first minute: who holds the code that the start printed may make the first owner."""

import base64

from django.conf import settings
from django.db import connection, transaction

from accounts import tokens
from accounts.models import User

CODE_LENGTH = 10


def get_setup_code():
    """The same at every start until there is an owner; made from the key, so kept nowhere."""
    word = tokens.derive(settings.SECRET_KEY, "first owner")
    return base64.b32encode(word.encode()).decode().lower()[:CODE_LENGTH]


def is_setup_code(said):
    return tokens.constant_time_compare(said.strip().lower(), get_setup_code())


def is_complete():
    return User.objects.owners().exists()


def create_owner(form):
    """The owner, or None when somebody else was faster."""
    with transaction.atomic():
        _lock_user_table()
        return None if is_complete() else form.create(User.Role.OWNER)


def _lock_user_table():
    """On SQLite the transaction itself has the lock; PostgreSQL is asked for one."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE accounts_user IN SHARE ROW EXCLUSIVE MODE")
