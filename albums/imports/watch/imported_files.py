"""Remember which files of a folder were imported, so that they aren't read again."""

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from albums.imports.file_walk import SourceFile

Record = list[int]


class ImportedFiles:
    """A cache in a JSON file. Without it everything is read once more, and nothing is lost."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._records: dict[str, Record] = _load(path)
        self._is_saved = True

    def contains(self, source: SourceFile) -> bool:
        return self._records.get(source.path, [])[:2] == list(source.state)

    def add(self, source: SourceFile, now: float) -> None:
        self._records[source.path] = [*source.state, int(now)]
        self._is_saved = False

    def keep_only(self, files: Iterable[SourceFile]) -> None:
        """Forget every file that is no longer in the folder."""
        present = {source.path for source in files}
        self._retain(lambda path, _: path in present)

    def forget_missing(self, is_in_album: Callable[[str, int], bool], since: float) -> None:
        """Forget recent records whose file isn't in the album."""
        # They are wrong if somebody restored an older database from a backup.
        self._retain(lambda path, record: record[2] < since or is_in_album(path, record[0]))

    def save(self) -> None:
        if self._is_saved:
            return
        # A full disk must not stop the import, and the cache can be built again.
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Replaced in one step, because a reader of half a file would import everything again.
            draft = self.path.with_suffix(".new")
            draft.write_text(json.dumps(self._records))
            draft.replace(self.path)
            self._is_saved = True

    def _retain(self, is_wanted: Callable[[str, Record], bool]) -> None:
        wanted = {
            path: record for path, record in self._records.items() if is_wanted(path, record)
        }
        if len(wanted) < len(self._records):
            self._records, self._is_saved = wanted, False


def _load(path: Path) -> dict[str, Record]:
    try:
        loaded = json.loads(path.read_text())
        return {path: _build_record(*entry) for path, entry in loaded.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _build_record(size: int, mtime_ns: int, imported_at: int) -> Record:
    return [int(size), int(mtime_ns), int(imported_at)]
