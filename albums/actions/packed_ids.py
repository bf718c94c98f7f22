"""Pack many ids into one string, to send and to save them."""

import uuid
from binascii import crc32
from collections.abc import Hashable, Iterable

HEX_LENGTH = 32


class InvalidIds(ValueError):
    """The text is not a string of packed ids."""


def pack_ids(ids: Iterable[uuid.UUID]) -> str:
    return "".join(pk.hex for pk in ids)


def unpack_ids(packed: str) -> list[uuid.UUID]:
    if len(packed) % HEX_LENGTH:
        raise InvalidIds(len(packed))
    starts = range(0, len(packed), HEX_LENGTH)
    try:
        return [uuid.UUID(packed[start : start + HEX_LENGTH]) for start in starts]
    except ValueError as error:
        raise InvalidIds(packed[:HEX_LENGTH]) from error


def group_and_pack[Common: Hashable](
    pairs: Iterable[tuple[uuid.UUID, Common]],
) -> dict[Common, str]:
    """Group pairs of id and value by the value, and pack the ids of each group."""
    groups: dict[Common, list[uuid.UUID]] = {}
    for pk, common in pairs:
        groups.setdefault(common, []).append(pk)
    return {common: pack_ids(ids) for common, ids in groups.items()}


def checksum(text: str) -> str:
    """Return a short checksum that shows whether a text has changed."""
    return f"{crc32(text.encode()):08x}"
