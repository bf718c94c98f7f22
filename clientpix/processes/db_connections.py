"""A process of one thread: it keeps one connection, and no threads that a fork would lose."""

from django.db import connections

KEEP_WAITING_SHORT = {
    "connect_timeout": 5,
    "tcp_user_timeout": 10_000,
    "options": "-c lock_timeout=1000 -c statement_timeout=5000",
}
BRIEFLY = 1


def alone():
    """No pool, and the connection stays: whoever listens on it must not lose it every round."""
    for connection in connections.all():
        connection.settings_dict["OPTIONS"].pop("pool", None)
        connection.settings_dict["CONN_MAX_AGE"] = None


def impatient():
    """For supervisors: who waits for a lock cannot hear that it should stop."""
    alone()
    for connection in connections.all():
        options = connection.settings_dict["OPTIONS"]
        if connection.vendor == "sqlite":
            options["timeout"] = BRIEFLY
        else:
            options.update(KEEP_WAITING_SHORT)
