"""Parse settings that describe a server in one line: this one, a database, a mail server."""

import ipaddress
import re
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

_HOST = r"[a-z0-9][a-z0-9._-]*|\[[0-9a-f:.]+\]"
_NETLOC = re.compile(rf"({_HOST})(:[1-9][0-9]*)?", re.ASCII | re.IGNORECASE)
_ALLOWED_HOST = re.compile(rf"\*|\.?({_HOST})", re.ASCII | re.IGNORECASE)

DATABASE_URL_HELP = (
    "must look like postgres://user:password@host:5432/name, with special characters in the "
    "password as %xx, or like sqlite:////srv/pictures.sqlite3"
)
EMAIL_URL_HELP = (
    "must look like smtp+tls://user:password@mail.example.org:587, with special characters in "
    "the password as %xx"
)


def parse_bind_address(address: str) -> str:
    """Return the address on which this server listens."""
    if address == "localhost":
        return address
    try:
        return str(ipaddress.ip_address(address.strip("[]")))
    except ValueError:
        raise ValueError(f"must be like 127.0.0.1 or 0.0.0.0, not {address!r}") from None


def parse_hosts(line: str) -> list[str]:
    """Return the host names, which are separated by commas or spaces."""
    names = line.replace(",", " ").split()
    for name in names:
        if not _ALLOWED_HOST.fullmatch(name):
            raise ValueError(f"must list hosts like photos.example.org, not {name!r}")
    return names


def parse_site_url(url: str) -> SplitResult | None:
    """Parse the URL that people type: http or https, a host, no path."""
    if not url:
        return None
    if not url.isascii():
        raise ValueError("must be ASCII: write international names in their xn-- form")
    # A message must not repeat a user name and password.
    shown = url.rpartition("@")[2]
    advice = f"must look like https://photos.example.org, not {shown!r}"
    parts = _split_url(url, advice)
    is_bare = parts.path in {"", "/"} and not (parts.query or parts.fragment)
    if not (parts.scheme in {"http", "https"} and _NETLOC.fullmatch(parts.netloc) and is_bare):
        raise ValueError(advice)
    return parts._replace(netloc=parts.netloc.lower(), path="")


def parse_database_url(url: str) -> dict[str, Any]:
    """Turn a DATABASE_URL into Django's settings of a database."""
    if url.startswith("sqlite:"):
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": _sqlite_path(url)}
    parts = _split_url(url, DATABASE_URL_HELP)
    name = parts.path.removeprefix("/")
    is_whole = name and "/" not in name and not parts.fragment
    if parts.scheme not in {"postgres", "postgresql"} or not is_whole:
        raise ValueError(DATABASE_URL_HELP)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(name),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query, keep_blank_values=True)),
    }


def parse_email_url(url: str) -> dict[str, object]:
    """Turn a URL like smtps://user:password@host:465 into the options of Django's mailer."""
    parts = _split_url(url, EMAIL_URL_HELP)
    is_bare = parts.path in {"", "/"} and not (parts.query or parts.fragment)
    has_partial_login = bool(parts.username) != bool(parts.password)
    default_port = {"smtp": 25, "smtps": 465, "smtp+tls": 587}.get(parts.scheme)
    if not (default_port and parts.hostname and is_bare) or has_partial_login:
        raise ValueError(EMAIL_URL_HELP)
    return {
        "host": parts.hostname,
        "port": parts.port or default_port,
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": parts.scheme == "smtps",
        "use_tls": parts.scheme == "smtp+tls",
        "timeout": 20,
    }


def _build_sqlite(path: Path | str, synchronous: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous};",
        },
    }


def build_databases(data: Path, url: str) -> dict[str, dict[str, Any]]:
    """Return the main database, and on SQLite a second one for counters."""
    # SQLite has one writer per file: counting a request must not wait for an import.
    if not url:
        default = _build_sqlite(data / "clientpix.sqlite3", "FULL")
    elif (default := parse_database_url(url))["ENGINE"].endswith("sqlite3"):
        default = _build_sqlite(default["NAME"], "FULL")
    else:
        default["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 32, "timeout": 10}
        return {"default": default}
    return {"default": default, "counters": _build_sqlite(data / "counters.sqlite3", "NORMAL")}


def build_mailers(url: str) -> dict[str, dict[str, object]]:
    """Return the mailers. Without a URL, mail is discarded."""
    if not url:
        return {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
    backend = "django.core.mail.backends.smtp.EmailBackend"
    return {"default": {"BACKEND": backend, "OPTIONS": parse_email_url(url)}}


def _split_url(url: str, advice: str) -> SplitResult:
    """Split the URL, or raise an error with the advice."""
    # Messages of urllib may quote the password, so they are not passed on.
    try:
        parts = urlsplit(url)
        is_sound = parts.port != 0 and " " not in parts.netloc
    except ValueError:
        is_sound = False
    if not is_sound:
        raise ValueError(advice)
    return parts


def _sqlite_path(url: str) -> str:
    parts = _split_url(url, DATABASE_URL_HELP)
    path = unquote(parts.path.removeprefix("/"))
    if parts.netloc or parts.query or parts.fragment or path in {"", "/"} or "\0" in path:
        raise ValueError(DATABASE_URL_HELP)
    return path
