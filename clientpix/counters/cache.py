import time

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connections, router

from clientpix.counters.models import Counter

NEVER_EXPIRES = float(2**53)

# An expired counter counts as absent, whether or not it was deleted already.
ADD_SQL = """
INSERT INTO counters_counter (key, value, expires_at) VALUES (%s, %s, %s)
ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at
WHERE counters_counter.expires_at <= %s
RETURNING value
"""
SET_SQL = """
INSERT INTO counters_counter (key, value, expires_at) VALUES (%s, %s, %s)
ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at
RETURNING value
"""
INCREMENT_SQL = """
UPDATE counters_counter SET value = value + %s WHERE key = %s AND expires_at > %s RETURNING value
"""


class CounterCache(BaseCache):
    """A cache of integers in the database."""

    # Each call is one statement, so that no hit is lost or counted twice. Django's own database
    # cache reads and then writes.

    def __init__(self, name, params):
        super().__init__(params)

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        row = [self._key(key, version), int(value), self._expires_at(timeout), time.time()]
        return self._run(ADD_SQL, row) is not None

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        self._run(SET_SQL, [self._key(key, version), int(value), self._expires_at(timeout)])

    def incr(self, key, delta=1, version=None):
        value = self._run(INCREMENT_SQL, [delta, self._key(key, version), time.time()])
        if value is None:
            raise ValueError(f"Key '{key}' not found")
        return value

    def get(self, key, default=None, version=None):
        counters = Counter.objects.filter(key=self._key(key, version), expires_at__gt=time.time())
        value = counters.values_list("value", flat=True).first()
        return default if value is None else value

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        counters = Counter.objects.filter(key=self._key(key, version), expires_at__gt=time.time())
        return counters.update(expires_at=self._expires_at(timeout)) > 0

    def delete(self, key, version=None):
        return Counter.objects.filter(key=self._key(key, version)).delete()[0] > 0

    def clear(self):
        Counter.objects.all().delete()

    def _key(self, key, version):
        return self.make_and_validate_key(key, version=version)

    def _expires_at(self, timeout):
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return NEVER_EXPIRES if seconds is None else time.time() + seconds

    @staticmethod
    def _run(statement, parameters):
        with connections[router.db_for_write(Counter)].cursor() as cursor:
            cursor.execute(statement, parameters)
            row = cursor.fetchone()
        return row and row[0]
