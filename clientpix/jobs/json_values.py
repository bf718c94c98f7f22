"""Check that both databases can store a value as JSON, before a statement fails for it."""

import json
import re
from typing import Any

MAX_BYTES = 1_000_000

_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


class UnstorableValue(ValueError):
    """A value that a database would reject: NaN, NUL, a lone surrogate, or too many bytes."""


def require_storable(value: Any) -> Any:
    """Return VALUE, or raise UnstorableValue."""
    try:
        text = json.dumps(value, allow_nan=False, ensure_ascii=False)
        size = len(text.encode())
    except ValueError as error:
        raise UnstorableValue(str(error)) from error
    if _NUL.search(text):
        raise UnstorableValue("a NUL character cannot be stored")
    if size > MAX_BYTES:
        raise UnstorableValue(f"{size} bytes are too many, at most {MAX_BYTES} can be stored")
    return value


def replace_unstorable(text: str) -> str:
    """Return TEXT with the characters that no database stores replaced by question marks."""
    return text.encode("utf-8", "replace").decode().replace("\0", "?")
