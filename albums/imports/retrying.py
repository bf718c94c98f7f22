"""A database that is locked or away for a while: what was asked is asked again."""

import time

from django.db import InterfaceError, OperationalError, ProgrammingError, close_old_connections

from assets.storage import vault

MAX_RETRY_SECONDS = 60.0
MAX_PAUSE = 5.0
PERMANENT_ERRORS = {"SQLITE_ERROR"}  # the statement is wrong, or its table is not there


def retry(ask, halt, patience=MAX_RETRY_SECONDS):
    """What ASK returns, in the end; it must be something that may be done twice."""
    until = time.monotonic() + patience
    pause = 0.1
    while True:
        try:
            with vault.classify_disk_errors():
                return ask()
        except (OperationalError, InterfaceError) as error:
            if is_permanent(error) or halt.has_come or time.monotonic() >= until:
                raise
        close_old_connections()
        halt.wait(pause)
        pause = min(2 * pause, MAX_PAUSE)


def is_permanent(error):
    """Whether it would be the same tomorrow: most likely nobody has set the database up."""
    return isinstance(error, ProgrammingError) or _read_error_code(error) in PERMANENT_ERRORS


def _read_error_code(error):
    """What the database itself calls it."""
    cause = error.__cause__
    return getattr(cause, "sqlite_errorname", "") or getattr(cause, "sqlstate", "")
