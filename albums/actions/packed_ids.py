"""Many ids in one word, as they are sent and kept."""

import uuid
from binascii import crc32
from collections.abc import Hashable, Iterable

LENGTH = 32


class Unreadable(ValueError):
    """Not a row of ids."""


def packed(ids: Iterable[uuid.UUID]) -> str:
    return "".join(one.hex for one in ids)


def unpacked(word: str) -> list[uuid.UUID]:
    if len(word) % LENGTH:
        raise Unreadable(len(word))
    try:
        return [uuid.UUID(word[at : at + LENGTH]) for at in range(0, len(word), LENGTH)]
    except ValueError as error:
        raise Unreadable(word[:LENGTH]) from error


def grouped[Common: Hashable](pairs: Iterable[tuple[uuid.UUID, Common]]) -> dict[Common, str]:
    """By what they have in common, each group of ids in one word."""
    groups: dict[Common, list[uuid.UUID]] = {}
    for one, common in pairs:
        groups.setdefault(common, []).append(one)
    return {common: packed(ids) for common, ids in groups.items()}


def mark(text: str) -> str:
    """Enough to see that a text is another one now."""
    return f"{crc32(text.encode()):08x}"
