"""When people were last here: noted in memory, written once in a while, never by a page."""

import logging
import threading
import time

from django.db import connection
from django.utils import timezone

from accounts.models import User

logger = logging.getLogger(__name__)

FLUSH_INTERVAL = 30


class LastSeenBuffer:
    """Who was here since the last time it was written down."""

    def __init__(self):
        self._seen = {}
        self._lock = threading.Lock()
        self._writer = None

    def note(self, person):
        with self._lock:
            self._seen[person.pk] = timezone.now()
            if self._writer is None:
                self._writer = threading.Thread(target=self._write_now_and_then, daemon=True)
                self._writer.start()

    def write(self):
        with self._lock:
            seen, self._seen = self._seen, {}
        for pk, moment in seen.items():
            User.objects.filter(pk=pk).update(seen_at=moment)

    def _write_now_and_then(self):
        while True:
            time.sleep(FLUSH_INTERVAL)
            try:
                self.write()
            except Exception as error:
                logger.warning("who was here cannot be written: %s", error)
            finally:
                connection.close()


buffer = LastSeenBuffer()


def last_seen_middleware(get_response):
    def middleware(request):
        response = get_response(request)
        user = getattr(request, "user", None)
        # A page that did not ask who it is for must not ask the database now.
        if request.session.accessed and user and user.is_authenticated:
            buffer.note(user)
        return response

    return middleware
