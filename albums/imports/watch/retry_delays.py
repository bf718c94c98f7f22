"""Report each problem of a watched folder once, and retry its file less and less often."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from albums.imports.file_walk import SourceFile

MIN_PAUSE = 5.0
MAX_PAUSE = 300.0


@dataclass
class _Failure:
    state: tuple[int, int] | None
    sentence: str
    pause: float
    until: float


class RetryDelays:
    """The last failure of each path. A file that has changed starts again."""

    def __init__(self) -> None:
        self._failures: dict[str, _Failure] = {}

    def is_delayed(self, source: SourceFile, now: float) -> bool:
        failure = self._failures.get(source.path)
        return failure is not None and failure.state == source.state and now < failure.until

    def add(self, source: SourceFile, sentence: str, now: float, is_final: bool) -> bool:
        """Record a failure and return whether it hasn't been reported yet."""
        last = self._failures.get(source.path)
        is_same_file = last is not None and last.state == source.state
        pause = min(2 * last.pause, MAX_PAUSE) if last and is_same_file else MIN_PAUSE
        until = math.inf if is_final else now + pause
        self._failures[source.path] = _Failure(source.state, sentence, pause, until)
        return not (last and is_same_file and last.sentence == sentence)

    def add_obstacle(self, path: str, sentence: str) -> bool:
        """Record something that isn't a file and return whether it hasn't been reported yet."""
        last = self._failures.get(path)
        self._failures[path] = _Failure(None, sentence, 0.0, 0.0)
        return last is None or last.sentence != sentence

    def keep_only(self, paths: Iterable[str]) -> None:
        present = set(paths)
        self._failures = {
            path: failure for path, failure in self._failures.items() if path in present
        }
