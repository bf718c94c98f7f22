"""Wake workers when there is a job: by NOTIFY on PostgreSQL, by polling on SQLite."""

import time

CHANNEL = "clientpix_jobs"
POLL_INTERVAL = 0.25
LISTEN_TIMEOUT = 1.0


def notify_workers(connection):
    """Notify listening workers when the current transaction commits."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


class WorkWaiter:
    """Waits until there may be a job, or until a signal handler ends it."""

    # The end is a flag and no lock: a signal handler could wait forever for a lock.

    def __init__(self, connection):
        self._connection = connection
        self._listening_on = None
        self.is_stopped = False

    def end(self, *_):
        self.is_stopped = True

    def pause(self, seconds):
        """Sleep for SECONDS, or until a signal handler calls end()."""
        # In short steps, because Python resumes a sleep that a signal interrupted.
        deadline = time.monotonic() + seconds
        while not self.is_stopped and (left := deadline - time.monotonic()) > 0:
            time.sleep(min(left, POLL_INTERVAL))

    def wait_for_work(self):
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
            return  # a job may have been added before we listened, so let the worker look first
        with self._connection.wrap_database_errors:
            for _ in raw.notifies(timeout=LISTEN_TIMEOUT, stop_after=1):
                return
