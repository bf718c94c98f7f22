"""Slow for who guesses a password, open for whose it is: a try is counted before it is hashed.

An address has so many tries, and an account has more, from all addresses together. A browser that
was let into an account before has tries of its own: nobody can use them up for it.
"""

import secrets
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.core.cache import caches
from django.core.signing import BadSignature
from django_ratelimit import core

ADDRESS_RATE, ACCOUNT_RATE, BROWSER_RATE = "10/10m", "100/h", "10/10m"
HASHES_AT_ONCE = 4
KNOWN_FOR = 365 * 24 * 3600
SALT = "accounts.known-browser"

_hashing = threading.BoundedSemaphore(HASHES_AT_ONCE)


class TooMany(Exception):
    """No more tries for now."""

    def __init__(self, seconds):
        super().__init__(seconds)
        self.seconds = max(1, seconds)
        self.minutes = -(-self.seconds // 60)


@dataclass(frozen=True)
class Bucket:
    """A number of tries that fills up again."""

    group: str
    value: str
    rate: str

    def take(self, request):
        usage = core.get_usage(
            request, group=self.group, key=self._key, rate=self.rate, increment=True
        )
        if usage["should_limit"]:
            raise TooMany(usage["time_left"])

    def give_back(self):
        limit, period = core._split_rate(self.rate)
        window = core._get_window(self.value, period)
        key = core._make_cache_key(self.group, window, self.rate, self.value, core.ALL)
        with suppress(ValueError):
            caches[settings.RATELIMIT_USE_CACHE].decr(key)

    def _key(self, group, request):
        return self.value


@contextmanager
def one_try(request, email):
    """Reserve a try; what is called inside may hash. Call the given function when it was right."""
    buckets = _buckets(request, email)
    for bucket in buckets:
        bucket.take(request)
    with _hashing:
        yield lambda: [bucket.give_back() for bucket in buckets]


def remember_browser(request, response, user):
    """This browser was let in: from now on nobody else's guesses stand in its way."""
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE,
        signing.dumps([user.email, secrets.token_hex(8)], salt=SALT),
        max_age=KNOWN_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _buckets(request, email):
    cookie = request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE, "")
    if _is_known(cookie, email):
        return [Bucket("sign-in browser", cookie, BROWSER_RATE)]
    return [
        Bucket("sign-in address", core._get_ip(request), ADDRESS_RATE),
        Bucket("sign-in account", email, ACCOUNT_RATE),
    ]


def _is_known(cookie, email):
    try:
        return signing.loads(cookie, salt=SALT, max_age=KNOWN_FOR)[0] == email
    except BadSignature:
        return False
