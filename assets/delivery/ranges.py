"""The part of a file that a request asks for, as RFC 9110 has it."""

import re
from typing import NamedTuple

# Nineteen digits are more than any file has bytes.
_SPAN = re.compile(r"([0-9]{0,18})-([0-9]{0,18})")


class ByteRange(NamedTuple):
    """The bytes from START, up to and without STOP."""

    start: int
    stop: int


class RangeNotSatisfiable(ValueError):
    """The file has nothing of what is asked for."""


def parse_range(header: str, size: int) -> ByteRange | None:
    """The one part that is asked for; nothing where all of the file is the answer.

    All of it is sent as well when several parts are wanted, or when nobody can say which.
    """
    unit, _, spans = header.partition("=")
    if unit.lower() != "bytes":
        return None
    asked = [span for piece in spans.split(",") if (span := piece.strip(" \t"))]
    try:
        parts = [part for span in asked if (part := _parse_span(span, size))]
    except ValueError:
        return None
    if asked and size and not parts:
        raise RangeNotSatisfiable(header)
    return parts[0] if len(parts) == 1 else None


def matches_if_range(if_range: str, etag: str, modified: str = "") -> bool:
    """Whether who asks for a part has the rest of these very bytes; a weak tag never says so."""
    wanted = if_range.strip()
    return not wanted or (wanted in {etag, modified} and not wanted.startswith("W/"))


def _parse_span(span: str, size: int) -> ByteRange | None:
    """Nothing where the file has ended before."""
    found = _SPAN.fullmatch(span)
    first, last = found.groups() if found else ("", "")
    if not (first or last) or (first and last and int(first) > int(last)):
        raise ValueError(span)
    if first:
        part = ByteRange(int(first), min(int(last) + 1, size) if last else size)
    else:
        part = ByteRange(max(size - int(last), 0), size)
    return part if part.start < part.stop else None
