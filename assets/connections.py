"""Give back database connections before a long wait."""

from django.db import connections


def release_connections():
    """Close idle database connections. Those in a transaction stay open."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()
