"""A database that is locked or away for a while: what was asked is asked again."""

import time

from django.db import InterfaceError, OperationalError, ProgrammingError, close_old_connections

from assets.storage import vault

PATIENCE = 60.0
LONGEST_PAUSE = 5.0
HOPELESS = {"SQLITE_ERROR"}  # the statement is wrong, or its table is not there


def patiently(ask, halt, patience=PATIENCE):
    """What ASK returns, in the end; it must be something that may be done twice."""
    until = time.monotonic() + patience
    pause = 0.1
    while True:
        try:
            with vault.told_plainly():
                return ask()
        except (OperationalError, InterfaceError) as error:
            if is_hopeless(error) or halt.has_come or time.monotonic() >= until:
                raise
        close_old_connections()
        halt.wait(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


def is_hopeless(error):
    """Whether it would be the same tomorrow: most likely nobody has set the database up."""
    return isinstance(error, ProgrammingError) or _code(error) in HOPELESS


def _code(error):
    """What the database itself calls it."""
    cause = error.__cause__
    return getattr(cause, "sqlite_errorname", "") or getattr(cause, "sqlstate", "")
