"""What was brought from a folder before, so that it need not be read again."""

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from albums.imports.file_walk import SourceFile

Record = list[int]


class ImportedFiles:
    """A cache in a file: without it everything is read once more, and nothing is lost."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._noted: dict[str, Record] = _load(path)
        self._is_saved = True

    def knows(self, found: SourceFile) -> bool:
        return self._noted.get(found.path, [])[:2] == list(found.state)

    def note(self, found: SourceFile, now: float) -> None:
        self._noted[found.path] = [*found.state, int(now)]
        self._is_saved = False

    def keep_only(self, files: Iterable[SourceFile]) -> None:
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

    def _retain(self, is_wanted: Callable[[str, Record], bool]) -> None:
        wanted = {path: noted for path, noted in self._noted.items() if is_wanted(path, noted)}
        if len(wanted) < len(self._noted):
            self._noted, self._is_saved = wanted, False


def _load(path: Path) -> dict[str, Record]:
    try:
        loaded = json.loads(path.read_text())
        return {path: _build_record(*entry) for path, entry in loaded.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _build_record(size: int, mtime_ns: int, moment: int) -> Record:
    return [int(size), int(mtime_ns), int(moment)]
