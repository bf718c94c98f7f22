"""What a program said, as something that every database can keep."""

import json
import math
import re

from assets.processing.probe.errors import Unreadable, Why

LONGEST = 16_384
MOST = 2_000
DEEPEST = 24

_HALVES = re.compile("[\ud800-\udfff]")


def parsed(output, program):
    try:
        return cleaned(json.loads(output.decode(errors="replace"), strict=False))
    except (ValueError, RecursionError) as error:
        raise Unreadable(Why.NONSENSE, program) from error


def cleaned(value, depth=DEEPEST):
    """No NUL, no half of a letter, no number that JSON has no word for; and never endless."""
    if isinstance(value, str):
        return _HALVES.sub("\ufffd", value.replace("\0", ""))[:LONGEST]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, list | dict) and not depth:
        return None
    if isinstance(value, list):
        return [cleaned(one, depth - 1) for one in value[:MOST]]
    if isinstance(value, dict):
        return {cleaned(key): cleaned(one, depth - 1) for key, one in list(value.items())[:MOST]}
    return value
