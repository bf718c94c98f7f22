"""Record when users were last seen, without a database write per request."""

import logging
import threading
import time

from django.db import connection
from django.utils import timezone

from accounts.models import User

logger = logging.getLogger(__name__)

FLUSH_INTERVAL = 30


class LastSeenBuffer:
    """Collect times in memory and write them to the database from a background thread."""

    def __init__(self):
        self._times = {}
        self._lock = threading.Lock()
        self._thread = None

    def note(self, user):
        with self._lock:
            self._times[user.pk] = timezone.now()
            # Started with the first request, not on import: threads don't survive a fork.
            if self._thread is None:
                self._thread = threading.Thread(target=self._flush_periodically, daemon=True)
                self._thread.start()

    def flush(self):
        with self._lock:
            times, self._times = self._times, {}
        for pk, moment in times.items():
            User.objects.filter(pk=pk).update(last_seen_at=moment)

    def _flush_periodically(self):
        while True:
            time.sleep(FLUSH_INTERVAL)
            try:
                self.flush()
            except Exception as error:
                logger.warning("Couldn't save when users were last seen: %s", error)
            finally:
                connection.close()


buffer = LastSeenBuffer()


def last_seen_middleware(get_response):
    def middleware(request):
        response = get_response(request)
        user = getattr(request, "user", None)
        # request.user is lazy. If the view didn't need it, don't query for it here.
        if request.session.accessed and user and user.is_authenticated:
            buffer.note(user)
        return response

    return middleware
