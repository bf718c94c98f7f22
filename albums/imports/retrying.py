"""Retry what fails because the database is locked or unavailable for a while."""

import time

from django.db import InterfaceError, OperationalError, ProgrammingError, close_old_connections

from assets.storage import vault

MAX_RETRY_SECONDS = 60.0
MAX_PAUSE = 5.0
PERMANENT_ERRORS = {"SQLITE_ERROR"}  # the SQL is wrong or its table is missing


def retry(action, stop, seconds=MAX_RETRY_SECONDS):
    """Call ACTION until it works and return its result. It must be safe to call it twice."""
    deadline = time.monotonic() + seconds
    pause = 0.1
    while True:
        try:
            with vault.classify_disk_errors():
                return action()
        except (OperationalError, InterfaceError) as error:
            if is_permanent(error) or stop.is_set or time.monotonic() >= deadline:
                raise
        # A broken connection stays broken; without it, the next attempt opens a new one.
        close_old_connections()
        stop.wait(pause)
        pause = min(2 * pause, MAX_PAUSE)


def is_permanent(error):
    """Return whether retrying is useless, most likely because the database was never set up."""
    return isinstance(error, ProgrammingError) or _read_error_code(error) in PERMANENT_ERRORS


def _read_error_code(error):
    # SQLite and PostgreSQL name their error codes differently.
    cause = error.__cause__
    return getattr(cause, "sqlite_errorname", "") or getattr(cause, "sqlstate", "")
