"""Log lines that can be shown around: no token is whole in them, no secret is in them."""

import logging
import re

SHOWN = 8

_TOKEN = re.compile(rf"(/g/[\w-]{{{SHOWN}}})[\w-]+")
_SECRET = re.compile(
    r"""(?ix) (\b(?:s|k|code|token|password|secret|signature|api_key|authorization) ['"]? \s* [=:] \s* ['"]? (?:Bearer\s+)? ) [^\s&'"]+"""
)
_ADDRESS = re.compile(r"(\b[\w+]+://[^\s:/@]*:)[^\s@]+@")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def discreet(line: str) -> str:
    """LINE with share tokens cut short, secrets struck out and nothing that moves a cursor."""
    line = _TOKEN.sub(r"\1...", line)
    line = _SECRET.sub(r"\1***", line)
    line = _ADDRESS.sub(r"\1***@", line)
    return _INVISIBLE.sub("?", line)


class DiscreetFormatter(logging.Formatter):
    """Cleans the finished line, so that a traceback cannot tell what a message must not."""

    def format(self, record: logging.LogRecord) -> str:
        return discreet(super().format(record))
