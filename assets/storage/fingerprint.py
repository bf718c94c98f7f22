"""Compute the hash, checksum and size of a file in one pass over its bytes."""

import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Fingerprint:
    sha256: str
    crc32: int
    size: int


class Fingerprinter:
    """Fingerprint a stream block by block, while the blocks are also written elsewhere."""

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()
        self._crc32 = 0
        self._size = 0

    def update(self, block: bytes | memoryview) -> None:
        self._sha256.update(block)
        self._crc32 = zlib.crc32(block, self._crc32)
        self._size += len(block)

    def result(self) -> Fingerprint:
        return Fingerprint(self._sha256.hexdigest(), self._crc32, self._size)


def compute_fingerprint(blocks: Iterable[bytes]) -> Fingerprint:
    fingerprinter = Fingerprinter()
    for block in blocks:
        fingerprinter.update(block)
    return fingerprinter.result()
