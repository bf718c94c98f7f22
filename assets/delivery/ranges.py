"""Parse the Range and If-Range headers (RFC 9110)."""

import re
from typing import NamedTuple

# 18 digits are enough for any file.
_SPAN = re.compile(r"([0-9]{0,18})-([0-9]{0,18})")


class ByteRange(NamedTuple):
    """The bytes from start to stop, without stop itself."""

    start: int
    stop: int


class RangeNotSatisfiable(ValueError):
    """The file has none of the bytes requested."""


def parse_range(header: str, size: int) -> ByteRange | None:
    """Return the range requested, or None if the whole file is to be sent.

    That's also the answer to several ranges, and to a header that isn't valid.
    """
    unit, _, value = header.partition("=")
    if unit.lower() != "bytes":
        return None
    spans = [span for item in value.split(",") if (span := item.strip(" \t"))]
    try:
        ranges = [byte_range for span in spans if (byte_range := _parse_span(span, size))]
    except ValueError:
        return None
    if spans and size and not ranges:
        raise RangeNotSatisfiable(header)
    return ranges[0] if len(ranges) == 1 else None


def matches_if_range(if_range: str, etag: str, modified: str = "") -> bool:
    """Return whether the client has the other parts of this same file."""
    validator = if_range.strip()
    # A weak ETag doesn't promise equal bytes.
    return not validator or (validator in {etag, modified} and not validator.startswith("W/"))


def _parse_span(span: str, size: int) -> ByteRange | None:
    """Return the range of a span, or None if it begins after the end of the file."""
    match = _SPAN.fullmatch(span)
    first, last = match.groups() if match else ("", "")
    if not (first or last) or (first and last and int(first) > int(last)):
        raise ValueError(span)
    if first:
        byte_range = ByteRange(int(first), min(int(last) + 1, size) if last else size)
    else:
        byte_range = ByteRange(max(size - int(last), 0), size)
    return byte_range if byte_range.start < byte_range.stop else None
