"""A process of one thread: it keeps one connection, and no threads that a fork would lose."""

from django.db import connections

SHORT_TIMEOUT_OPTIONS = {
    "connect_timeout": 5,
    "tcp_user_timeout": 10_000,
    "options": "-c lock_timeout=1000 -c statement_timeout=5000",
}
SQLITE_TIMEOUT = 1


def use_single_connection():
    """No pool, and the connection stays: whoever listens on it must not lose it every round."""
    for connection in connections.all():
        connection.settings_dict["OPTIONS"].pop("pool", None)
        connection.settings_dict["CONN_MAX_AGE"] = None


def use_short_timeouts():
    """For supervisors: who waits for a lock cannot hear that it should stop."""
    use_single_connection()
    for connection in connections.all():
        options = connection.settings_dict["OPTIONS"]
        if connection.vendor == "sqlite":
            options["timeout"] = SQLITE_TIMEOUT
        else:
            options.update(SHORT_TIMEOUT_OPTIONS)
