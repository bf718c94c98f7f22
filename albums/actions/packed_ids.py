"""Many ids in one word, as they are sent and kept."""

import uuid
from binascii import crc32
from collections.abc import Hashable, Iterable

HEX_LENGTH = 32


class InvalidIds(ValueError):
    """Not a row of ids."""


def pack_ids(ids: Iterable[uuid.UUID]) -> str:
    return "".join(one.hex for one in ids)


def unpack_ids(word: str) -> list[uuid.UUID]:
    if len(word) % HEX_LENGTH:
        raise InvalidIds(len(word))
    try:
        return [uuid.UUID(word[at : at + HEX_LENGTH]) for at in range(0, len(word), HEX_LENGTH)]
    except ValueError as error:
        raise InvalidIds(word[:HEX_LENGTH]) from error


def group_and_pack[Common: Hashable](
    pairs: Iterable[tuple[uuid.UUID, Common]],
) -> dict[Common, str]:
    """By what they have in common, each group of ids in one word."""
    groups: dict[Common, list[uuid.UUID]] = {}
    for one, common in pairs:
        groups.setdefault(common, []).append(one)
    return {common: pack_ids(ids) for common, ids in groups.items()}


def checksum(text: str) -> str:
    """Enough to see that a text is another one now."""
    return f"{crc32(text.encode()):08x}"
