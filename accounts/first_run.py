"""The first minute: who holds the code that the start printed may make the first owner."""

import base64

from django.conf import settings
from django.db import connection, transaction

from accounts import tokens
from accounts.models import User

LETTERS = 10


def code():
    """The same at every start until there is an owner; made from the key, so kept nowhere."""
    word = tokens.derive(settings.SECRET_KEY, "first owner")
    return base64.b32encode(word.encode()).decode().lower()[:LETTERS]


def is_code(said):
    return tokens.is_same(said.strip().lower(), code())


def is_over():
    return User.objects.owners().exists()


def make_owner(form):
    """The owner, or None when somebody else was faster."""
    with transaction.atomic():
        _wait_for_others()
        return None if is_over() else form.create(User.Role.OWNER)


def _wait_for_others():
    """On SQLite the transaction itself has the lock; PostgreSQL is asked for one."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE accounts_user IN SHARE ROW EXCLUSIVE MODE")
