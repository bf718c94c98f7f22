"""Limits on attempts in a window of time, which can be given back.

django-ratelimit counts requests and has no way to uncount one, so sign-in keeps its own counters
in the same cache.
"""

import hashlib
import ipaddress
import time
import zlib
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import caches

# A counter outlives its window a little, so that it can't expire between two calls.
EXPIRY_MARGIN = 5
IPV4_PREFIX, IPV6_PREFIX = 32, 64


@dataclass(frozen=True)
class AttemptLimit:
    """At most `limit` attempts in `period` seconds for one value, such as an IP address."""

    group: str
    value: str
    limit: int
    period: int

    def count(self):
        """Count one attempt and return what it made of the counter."""
        now = int(time.time())
        window_end = self._get_window_end(now)
        key = self._build_cache_key(window_end)
        return CountedAttempt(self, key, _increment(key, self.period), window_end - now)

    def _get_window_end(self, now):
        # Shift each value's windows by its checksum. Otherwise all limits would be lifted at the
        # same moment, and a guesser could try every account at once.
        window_end = now - now % self.period + zlib.crc32(self.value.encode()) % self.period
        return window_end if window_end > now else window_end + self.period

    def _build_cache_key(self, window_end):
        # Hashed: e-mail addresses and cookies don't belong in the cache, and may be too long.
        parts = (self.group, self.limit, self.period, self.value, window_end)
        return "attempts:" + hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()


@dataclass(frozen=True)
class CountedAttempt:
    """One attempt, with the number of attempts in its window and the seconds left in it."""

    of_limit: AttemptLimit
    key: str
    number: int
    seconds_left: int

    @property
    def is_over_limit(self):
        return self.number > self.of_limit.limit

    @property
    def is_first_over_limit(self):
        return self.number == self.of_limit.limit + 1

    def give_back(self):
        # The counter is gone if its window has ended: then there is nothing to give back.
        with suppress(ValueError):
            _get_cache().decr(self.key)


def mask_ip_address(address):
    """Return the network that one customer of a provider has: for IPv6 the first 64 bits."""
    prefix = IPV6_PREFIX if ":" in address else IPV4_PREFIX
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False).network_address)


def _increment(key, period):
    cache = _get_cache()
    if cache.add(key, 1, period + EXPIRY_MARGIN):
        return 1
    return cache.incr(key)


def _get_cache():
    return caches[settings.RATELIMIT_USE_CACHE]
