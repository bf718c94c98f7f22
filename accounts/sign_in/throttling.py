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
from django.utils.crypto import salted_hmac
from django_ratelimit import core

from accounts.models import User

IP_RATE, ACCOUNT_RATE = "10/10m", "100/h"
BROWSER_RATE, ALL_BROWSERS_RATE = "10/10m", "100/h"
MAX_CONCURRENT_HASHES = 4
KNOWN_BROWSER_MAX_AGE = 365 * 24 * 3600
KNOWN_BROWSER_SALT = "accounts.known-browser"
ACCOUNT_GROUP = "sign-in account"

_hashing_slots = threading.BoundedSemaphore(MAX_CONCURRENT_HASHES)


class TooManyAttempts(Exception):
    """No more tries for now."""

    def __init__(self, seconds, is_alarming):
        super().__init__(seconds)
        self.is_alarming = is_alarming
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
            raise TooManyAttempts(usage["time_left"], self._is_alarming(usage))

    def _is_alarming(self, usage):
        """Once a window, and only where many addresses are at one account."""
        return self.group == ACCOUNT_GROUP and usage["count"] == usage["limit"] + 1

    def give_back(self):
        limit, period = core._split_rate(self.rate)
        window = core._get_window(self.value, period)
        key = core._make_cache_key(self.group, window, self.rate, self.value, core.ALL)
        with suppress(ValueError):
            caches[settings.RATELIMIT_USE_CACHE].decr(key)

    def _key(self, group, request):
        return self.value


@contextmanager
def count_attempt(request, email):
    """Reserve a try; what is called inside may hash. Call the given function when it was right."""
    buckets = _get_buckets(request, email)
    for bucket in buckets:
        bucket.take(request)
    with _hashing_slots:
        yield lambda: [bucket.give_back() for bucket in buckets]


def remember_browser(request, response, user):
    """This browser was let in: from now on nobody else's guesses stand in its way."""
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE,
        signing.dumps(
            [str(user.pk), _derive_password_mark(user), secrets.token_hex(8)],
            salt=KNOWN_BROWSER_SALT,
        ),
        max_age=KNOWN_BROWSER_MAX_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _get_buckets(request, email):
    cookie = request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE, "")
    if _is_known_browser(cookie, email):
        return [
            Bucket("sign-in browser", cookie, BROWSER_RATE),
            Bucket("sign-in browsers", email, ALL_BROWSERS_RATE),
        ]
    return [
        Bucket("sign-in address", core._get_ip(request), IP_RATE),
        Bucket(ACCOUNT_GROUP, email, ACCOUNT_RATE),
    ]


def _is_known_browser(cookie, email):
    """Of this person, and since they chose this password: a new one forgets every browser."""
    try:
        pk, mark, _nonce = signing.loads(
            cookie, salt=KNOWN_BROWSER_SALT, max_age=KNOWN_BROWSER_MAX_AGE
        )
    except (BadSignature, ValueError):
        return False
    person = User.objects.filter(pk=pk, email=email).first()
    return person is not None and mark == _derive_password_mark(person)


def _derive_password_mark(person):
    return salted_hmac(KNOWN_BROWSER_SALT, person.password, algorithm="sha256").hexdigest()[:16]
