"""What both databases can keep as JSON, so that none refuses it when it is too late."""

import json
import re
from typing import Any

MAX_BYTES = 1_000_000

_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


class UnstorableValue(ValueError):
    """A value that a database would refuse: not a number, NUL, half a character, or too much."""


def require_storable(value: Any) -> Any:
    """VALUE, if it can be kept."""
    try:
        text = json.dumps(value, allow_nan=False, ensure_ascii=False)
        size = len(text.encode())
    except ValueError as error:
        raise UnstorableValue(str(error)) from error
    if _NUL.search(text):
        raise UnstorableValue("a NUL character cannot be kept")
    if size > MAX_BYTES:
        raise UnstorableValue(f"{size} bytes are too many to be kept, at most {MAX_BYTES}")
    return value


def replace_unstorable(text: str) -> str:
    """TEXT with what no database keeps replaced by question marks."""
    return text.encode("utf-8", "replace").decode().replace("\0", "?")
