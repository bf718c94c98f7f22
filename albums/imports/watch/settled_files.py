"""Wait for files that another program may still be writing."""

from collections.abc import Iterable
from typing import NamedTuple

from albums.imports.file_walk import SourceFile


class _Sighting(NamedTuple):
    state: tuple[int, int]
    since: float


class SettledFiles:
    """Pick the files that haven't changed for some seconds and whose own time says the same."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._sightings: dict[str, _Sighting] = {}

    def pick(
        self, files: Iterable[SourceFile], monotonic_now: float, wall_now: float
    ) -> list[SourceFile]:
        sightings, settled = {}, []
        for source in files:
            sighting = self._sightings.get(source.path)
            if sighting is None or sighting.state != source.state:
                sighting = _Sighting(source.state, monotonic_now)
            sightings[source.path] = sighting
            is_unchanged = monotonic_now - sighting.since >= self.seconds
            if is_unchanged and not self._was_just_modified(source, wall_now):
                settled.append(source)
        self._sightings = sightings
        return settled

    def _was_just_modified(self, source: SourceFile, wall_now: float) -> bool:
        # A time in the future comes from a camera whose clock is ahead, so it says nothing.
        return 0 <= wall_now - source.mtime_ns / 1e9 < self.seconds
