"""Turn the output of a program into JSON that every database can store."""

import json
import math
import re

from assets.processing.problems import Problem, ProcessingError

MAX_TEXT = 16_384
MAX_ITEMS = 2_000
MAX_DEPTH = 24

_SURROGATES = re.compile("[\ud800-\udfff]")


def parse_json(output, program):
    try:
        return clean_json(json.loads(output.decode(errors="replace"), strict=False))
    except (ValueError, RecursionError) as error:
        raise ProcessingError(Problem.INVALID_METADATA, f"{program}: {error}") from error


def clean_json(value, depth=MAX_DEPTH):
    """Return the value without NUL, surrogates, NaN and infinity, and limited in size."""
    if isinstance(value, str):
        return _SURROGATES.sub("\ufffd", value.replace("\0", ""))[:MAX_TEXT]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, list | dict) and not depth:
        return None
    if isinstance(value, list):
        return [clean_json(item, depth - 1) for item in value[:MAX_ITEMS]]
    if isinstance(value, dict):
        return {
            clean_json(key): clean_json(item, depth - 1)
            for key, item in list(value.items())[:MAX_ITEMS]
        }
    return value
