"""Words that open something: made from a key, so that a stolen database does not hold them."""

import base64
import hashlib
import hmac


def derive(key: str, purpose: str, *parts: str, length: int = 32) -> str:
    """The same word for the same parts, and no way back to them without the key."""
    message = "\0".join([purpose, *parts]).encode()
    digest = hmac.digest(key.encode(), message, "sha256")[:length]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def hash_token(token: str) -> str:
    """What a database may know of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def constant_time_compare(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
