"""What was brought from a folder before, so that it need not be read again."""

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from albums.imports.file_walk import Found

Noted = list[int]


class Memory:
    """A cache in a file: without it everything is read once more, and nothing is lost."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._noted: dict[str, Noted] = _loaded(path)
        self._is_saved = True

    def knows(self, found: Found) -> bool:
        return self._noted.get(found.path, [])[:2] == list(found.state)

    def note(self, found: Found, now: float) -> None:
        self._noted[found.path] = [*found.state, int(now)]
        self._is_saved = False

    def keep_only(self, files: Iterable[Found]) -> None:
        """What lies there no longer need not be remembered."""
        present = {found.path for found in files}
        self._retain(lambda path, _: path in present)

    def doubt(self, is_there: Callable[[str, int], bool], since: float) -> None:
        """Forget what was noted lately and is not there: somebody put an old database back."""
        self._retain(lambda path, noted: noted[2] < since or is_there(path, noted[0]))

    def save(self) -> None:
        """Where there is no room for it, it is not kept."""
        if self._is_saved:
            return
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            draft = self.path.with_suffix(".new")
            draft.write_text(json.dumps(self._noted))
            draft.replace(self.path)
            self._is_saved = True

    def _retain(self, is_wanted: Callable[[str, Noted], bool]) -> None:
        wanted = {path: noted for path, noted in self._noted.items() if is_wanted(path, noted)}
        if len(wanted) < len(self._noted):
            self._noted, self._is_saved = wanted, False


def _loaded(path: Path) -> dict[str, Noted]:
    try:
        loaded = json.loads(path.read_text())
        return {path: _noted(*entry) for path, entry in loaded.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _noted(size: int, mtime_ns: int, moment: int) -> Noted:
    return [int(size), int(mtime_ns), int(moment)]
