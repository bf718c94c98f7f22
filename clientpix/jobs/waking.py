"""How a worker learns that there is work: PostgreSQL tells it, on SQLite it looks often."""

import threading

CHANNEL = "clientpix_jobs"
LOOK_EVERY = 0.25
LISTEN_FOR = 1.0


def wake(connection):
    """Tell listeners when this transaction commits; many calls in one are one word."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


class Sleep:
    """Waits until there may be work or `end` is called, which a signal handler may do."""

    def __init__(self, connection):
        self._connection = connection
        self._ended = threading.Event()
        self._listening_on = None

    @property
    def has_ended(self):
        return self._ended.is_set()

    def end(self, *_):
        self._ended.set()

    def pause(self, seconds):
        self._ended.wait(seconds)

    def until_work(self):
        if self._connection.vendor == "postgresql":
            self._listen()
        else:
            self.pause(LOOK_EVERY)

    def _listen(self):
        self._connection.ensure_connection()
        raw = self._connection.connection
        if self._listening_on is not raw:
            with self._connection.cursor() as cursor:
                cursor.execute(f"LISTEN {CHANNEL}")
            self._listening_on = raw
            return
        for _ in raw.notifies(timeout=LISTEN_FOR, stop_after=1):
            return
