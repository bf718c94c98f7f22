"""Files that somebody may still be writing are waited for."""

from collections.abc import Iterable
from typing import NamedTuple

from albums.imports.file_walk import SourceFile


class _Sighting(NamedTuple):
    state: tuple[int, int]
    since: float


class SettledFiles:
    """A file is ripe when it was seen without a change for a while, and looks as old as that."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._seen: dict[str, _Sighting] = {}

    def ripe(self, files: Iterable[SourceFile], moment: float, clock: float) -> list[SourceFile]:
        """Those of FILES that may be taken; MOMENT only ever grows, CLOCK is the files' own."""
        seen, ripe = {}, []
        for found in files:
            sight = self._seen.get(found.path)
            if sight is None or sight.state != found.state:
                sight = _Sighting(found.state, moment)
            seen[found.path] = sight
            if moment - sight.since >= self.seconds and not self._is_young(found, clock):
                ripe.append(found)
        self._seen = seen
        return ripe

    def _is_young(self, found: SourceFile, clock: float) -> bool:
        """A camera's clock may be ahead of ours; that alone makes nothing young."""
        return 0 <= clock - found.mtime_ns / 1e9 < self.seconds
