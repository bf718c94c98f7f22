"""One pass over the bytes gives everything that tells a file from all others."""

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
    """Fed piece by piece, while the bytes go where they go anyway."""

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()
        self._crc32 = 0
        self._size = 0

    def update(self, piece: bytes | memoryview) -> None:
        self._sha256.update(piece)
        self._crc32 = zlib.crc32(piece, self._crc32)
        self._size += len(piece)

    def result(self) -> Fingerprint:
        return Fingerprint(self._sha256.hexdigest(), self._crc32, self._size)


def compute_fingerprint(pieces: Iterable[bytes]) -> Fingerprint:
    printer = Fingerprinter()
    for piece in pieces:
        printer.update(piece)
    return printer.result()
