"""Limit how often a password can be guessed, without locking the real user out.

Each IP address has a number of attempts, and each account has more, from all addresses together.
A browser that has signed in to the account before has attempts of its own, which nobody else can
use up.
"""

import secrets
import threading
from contextlib import contextmanager

from django.conf import settings
from django.core import signing
from django.core.signing import BadSignature
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from accounts.models import User
from accounts.sign_in.attempt_limits import AttemptLimit, mask_ip_address

TEN_MINUTES, ONE_HOUR = 600, 3600
MAX_CONCURRENT_HASHES = 4
KNOWN_BROWSER_MAX_AGE = 365 * 24 * 3600
KNOWN_BROWSER_SALT = "accounts.known-browser"
ACCOUNT_GROUP = "sign-in account"

# A password hash takes a lot of memory and CPU on purpose. More at once would starve the server.
_hashing_slots = threading.BoundedSemaphore(MAX_CONCURRENT_HASHES)


class TooManyAttempts(Exception):
    """Raised when no attempt is left in the current window."""

    def __init__(self, seconds, *, should_alert):
        super().__init__(seconds)
        self.should_alert = should_alert
        self.seconds = max(1, seconds)

    @property
    def message(self):
        minutes = -(-self.seconds // 60)
        return ngettext(
            "Too many attempts. Your account isn't locked: try again in %(minutes)d minute.",
            "Too many attempts. Your account isn't locked: try again in %(minutes)d minutes.",
            minutes,
        ) % {"minutes": minutes}


@contextmanager
def count_attempt(request, email):
    """Count an attempt before the block runs, which may hash a password.

    Yield a function that gives the attempt back: call it when the password was right.
    """
    attempts = []
    for limit in _get_limits(request, email):
        attempt = limit.count()
        if attempt.is_over_limit:
            raise TooManyAttempts(attempt.seconds_left, should_alert=_should_alert(attempt))
        attempts.append(attempt)
    with _hashing_slots:
        yield lambda: [attempt.give_back() for attempt in attempts]


def remember_browser(request, response, user):
    """Set the cookie that gives this browser its own attempts at this account."""
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE_NAME,
        signing.dumps(
            [str(user.pk), _derive_password_mark(user), secrets.token_hex(8)],
            salt=KNOWN_BROWSER_SALT,
        ),
        max_age=KNOWN_BROWSER_MAX_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _get_limits(request, email):
    cookie = request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE_NAME, "")
    if _is_known_browser(cookie, email):
        return [
            AttemptLimit("sign-in browser", cookie, 10, TEN_MINUTES),
            AttemptLimit("sign-in browsers", email, 100, ONE_HOUR),
        ]
    ip_address = mask_ip_address(request.META["REMOTE_ADDR"])
    return [
        AttemptLimit("sign-in address", ip_address, 10, TEN_MINUTES),
        AttemptLimit(ACCOUNT_GROUP, email, 100, ONE_HOUR),
    ]


def _should_alert(attempt):
    # Once per window, and only when an account is tried from many addresses.
    return attempt.of_limit.group == ACCOUNT_GROUP and attempt.is_first_over_limit


def _is_known_browser(cookie, email):
    try:
        pk, mark, _nonce = signing.loads(
            cookie, salt=KNOWN_BROWSER_SALT, max_age=KNOWN_BROWSER_MAX_AGE
        )
    except (BadSignature, ValueError):
        return False
    user = User.objects.filter(pk=pk, email=email).first()
    return user is not None and mark == _derive_password_mark(user)


def _derive_password_mark(user):
    # A new password changes the mark, so that all browsers known until then are forgotten.
    return salted_hmac(KNOWN_BROWSER_SALT, user.password, algorithm="sha256").hexdigest()[:16]
