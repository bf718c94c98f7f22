"""How a worker learns that there is work: PostgreSQL tells it, on SQLite it looks often."""

import time

CHANNEL = "clientpix_jobs"
POLL_INTERVAL = 0.25
LISTEN_TIMEOUT = 1.0


def notify_workers(connection):
    """Tell listeners when this transaction commits; many calls in one are one word."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


class WorkWaiter:
    """Waits until there may be work. A signal handler may end it, so it is a flag and no lock."""

    def __init__(self, connection):
        self._connection = connection
        self._listening_on = None
        self.has_ended = False

    def end(self, *_):
        self.has_ended = True

    def pause(self, seconds):
        """In short naps: one that a signal falls into is the last."""
        until = time.monotonic() + seconds
        while not self.has_ended and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, POLL_INTERVAL))

    def until_work(self):
        if self._connection.vendor == "postgresql":
            self._listen()
        else:
            self.pause(POLL_INTERVAL)

    def _listen(self):
        self._connection.ensure_connection()
        raw = self._connection.connection
        if self._listening_on is not raw:
            with self._connection.cursor() as cursor:
                cursor.execute(f"LISTEN {CHANNEL}")
            self._listening_on = raw
            return
        with self._connection.wrap_database_errors:
            for _ in raw.notifies(timeout=LISTEN_TIMEOUT, stop_after=1):
                return
