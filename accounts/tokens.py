"""Secret tokens derived from a key, so that a stolen database doesn't contain them."""

import base64
import hashlib
import hmac


def derive(key: str, purpose: str, *parts: str, length: int = 32) -> str:
    """Return the token for these parts. The same parts and key always give the same token."""
    message = "\0".join([purpose, *parts]).encode()
    digest = hmac.digest(key.encode(), message, "sha256")[:length]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def hash_token(token: str) -> str:
    """Return the hash under which the database stores a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def constant_time_compare(first: str, second: str) -> bool:
    return hmac.compare_digest(first.encode(), second.encode())
