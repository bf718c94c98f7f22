"""Before a wait that is in somebody else's hands, what others need is given back."""

from django.db import connections


def release_connections():
    """It may be minutes until they are asked again; a transaction is not left for that."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()
