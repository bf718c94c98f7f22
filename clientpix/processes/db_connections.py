"""Settings for the database connection of processes that have only one thread."""

from django.db import connections

SHORT_TIMEOUT_OPTIONS = {
    "connect_timeout": 5,
    "tcp_user_timeout": 10_000,
    "options": "-c lock_timeout=1000 -c statement_timeout=5000",
}
SQLITE_TIMEOUT = 1


def use_single_connection():
    """Use one persistent connection instead of a pool."""
    # A pool has threads, which a fork would lose. And a worker listens for notifications on its
    # connection, so closing it after each job would miss some.
    for connection in connections.all():
        connection.settings_dict["OPTIONS"].pop("pool", None)
        connection.settings_dict["CONN_MAX_AGE"] = None


def use_short_timeouts():
    """Use one connection that never waits long."""
    # A supervisor that waits for a lock does not react to signals.
    use_single_connection()
    for connection in connections.all():
        options = connection.settings_dict["OPTIONS"]
        if connection.vendor == "sqlite":
            options["timeout"] = SQLITE_TIMEOUT
        else:
            options.update(SHORT_TIMEOUT_OPTIONS)
