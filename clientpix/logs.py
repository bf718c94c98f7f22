"""Logging without secrets: tokens are shortened, passwords and cookies removed."""

import logging
import re
from typing import Any

SHOWN_TOKEN_CHARACTERS = 8

CONFIG: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "clientpix.logs.RedactingFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        # The access log has a line for every request already.
        "django.request": {"level": "ERROR"},
        "django.tasks": {"level": "WARNING"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}

_SLASH = r"(?:/|%2F)"
_TOKEN_PATHS = rf"(?:g|join|reset{_SLASH}[^\s/?#]+)"
_TOKEN = re.compile(
    rf"(?i)((?:\b|%2F){_TOKEN_PATHS}{_SLASH}[^\s/?#&\"'<>]{{{SHOWN_TOKEN_CHARACTERS}}})[^\s/?#&\"'<>]+"
)

# A value may be quoted, bytes or a list. If it is quoted twice, the rest of the line is removed.
_QUOTED = r"""b?(?:"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?)"""
_VALUE = rf"""(?:[\[(](?:{_QUOTED}(?:,[ ])?)+|{_QUOTED}|\\.*|[^\s&"'][^\s&]*)"""
_NAMES = r"(?:token|passw(?:or)?d|secret|signature|api[_-]?key|authorization)[\w-]{0,20}"
_NAMED = rf"""{_NAMES}\\*["']?[ \t]*(?:[=:]|%3D)[ \t]*(?:(?:Bearer|Basic)[ \t]+)?"""
_COOKIE = r"""(?:session|csrf|cookie)[\w-]{0,20}(?:=|\\*["'][ \t]*:[ \t]*)"""
_PARAMETER = r"(?:[?&;]|%3F|%26)(?:s|k|code)(?:=|%3D)"
_SECRET = re.compile(rf"(?i)({_NAMED}|{_COOKIE}|{_PARAMETER}){_VALUE}")

_URL_PASSWORD = re.compile(r"(://[^\s:/]{0,200}:)\S{0,400}@")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def redact(text: str) -> str:
    """Shorten tokens, remove secrets and replace control characters."""
    text = _TOKEN.sub(r"\1...", text)
    text = _URL_PASSWORD.sub(r"\1***@", text)
    text = _SECRET.sub(r"\1***", text)
    return _INVISIBLE.sub("?", text)


class RedactingFormatter(logging.Formatter):
    """Format a record and redact all of it, including arguments and traceback."""

    def format(self, record: logging.LogRecord) -> str:
        # Further lines are indented, so that text with a line break can't look like a new record.
        return redact(super().format(record)).replace("\n", "\n  ")
