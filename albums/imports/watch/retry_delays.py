"""What did not get in: it is said once, and tried again less and less often."""

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
    """By path; a file that has changed begins anew."""

    def __init__(self) -> None:
        self._known: dict[str, _Failure] = {}

    def hold_back(self, found: SourceFile, moment: float) -> bool:
        setback = self._known.get(found.path)
        return setback is not None and setback.state == found.state and moment < setback.until

    def is_news(self, found: SourceFile, sentence: str, moment: float, is_final: bool) -> bool:
        """Note it; whether this was not said before."""
        before = self._known.get(found.path)
        is_same = before is not None and before.state == found.state
        pause = min(2 * before.pause, MAX_PAUSE) if before and is_same else MIN_PAUSE
        until = math.inf if is_final else moment + pause
        self._known[found.path] = _Failure(found.state, sentence, pause, until)
        return not (before and is_same and before.sentence == sentence)

    def is_first_at(self, path: str, sentence: str) -> bool:
        """The same for what is no file at all."""
        before = self._known.get(path)
        self._known[path] = _Failure(None, sentence, 0.0, 0.0)
        return before is None or before.sentence != sentence

    def keep_only(self, paths: Iterable[str]) -> None:
        present = set(paths)
        self._known = {path: one for path, one in self._known.items() if path in present}
