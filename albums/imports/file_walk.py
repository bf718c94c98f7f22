"""The files under the folders that somebody named, in the order in which people count."""

import os
import re
import stat
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from assets.intake.kinds import KIND_BY_EXTENSION, Kind

SYSTEM_FILES = {
    *("thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "@eadir", "__macosx", "lost+found"),
    *("#recycle", "$recycle.bin", "system volume information"),
}


class ObstacleReason(StrEnum):
    UNREADABLE = "unreadable"
    DEAD_LINK = "dead link"
    LINKED_FOLDER = "linked folder"
    SPECIAL = "special"


class SourceFile(NamedTuple):
    """A file, the folder it lies in as seen from where the walk began, and its state then."""

    path: str
    folder: str
    section: str
    size: int
    mtime_ns: int

    @property
    def state(self) -> tuple[int, int]:
        return self.size, self.mtime_ns


class Obstacle(NamedTuple):
    """Something that was met, and is no file that could be brought."""

    path: str
    why: ObstacleReason
    detail: str = ""


class _Folder(NamedTuple):
    path: Path
    label: str = ""
    section: str = ""

    def below(self, entry: os.DirEntry[str], depth: int) -> "_Folder":
        section = self.section if depth else entry.name
        return _Folder(Path(entry.path), f"{self.label}/{entry.name}".strip("/"), section)


class FileWalk:
    """Goes through every folder once, and follows no link to another one."""

    def __init__(self, roots: Iterable[Path], barred: Iterable[Path] = ()) -> None:
        self.roots = list(roots)
        self.left_out = 0
        self._inside = [root.resolve() for root in self.roots]
        self._walked = {_read_identity(path) for path in barred if path.exists()}

    def __iter__(self) -> Iterator[SourceFile | Obstacle]:
        folders = [root for root in self.roots if root.is_dir()]
        for root in self.roots:
            if root not in folders:
                yield from self._alone(root)
                continue
            # Two cards have files of the same names: what lay together must stay together.
            label = root.resolve().name if len(folders) > 1 else ""
            yield from self._tree(_Folder(root, label))

    def _alone(self, root: Path) -> Iterator[SourceFile | Obstacle]:
        try:
            yield _build_source_file(str(root), root.stat(), _Folder(root.parent))
        except OSError as error:
            yield _build_unreadable(str(root), error)

    def _tree(self, top: _Folder) -> Iterator[SourceFile | Obstacle]:
        waiting = [(top, 0)]
        while waiting:
            folder, depth = waiting.pop()
            below = []
            try:
                for entry in self._entries(folder.path):
                    if entry.is_dir(follow_symlinks=False):
                        below.append((folder.below(entry, depth), depth + 1))
                    elif met := self._file(entry, folder):
                        yield met
            except OSError as error:
                yield _build_unreadable(str(folder.path), error)
            waiting += reversed(below)

    def _entries(self, folder: Path) -> list[os.DirEntry[str]]:
        identity = _read_identity(folder)
        if identity in self._walked:
            return []
        self._walked.add(identity)
        with os.scandir(folder) as entries:
            found = list(entries)
        wanted = [entry for entry in found if not is_system_file(entry.name)]
        self.left_out += len(found) - len(wanted)
        return sorted(
            wanted, key=lambda entry: (is_sidecar(entry.name), build_natural_key(entry.name))
        )

    def _file(self, entry: os.DirEntry[str], folder: _Folder) -> SourceFile | Obstacle | None:
        try:
            status = entry.stat()
        except OSError as error:
            if entry.is_symlink():
                return Obstacle(entry.path, ObstacleReason.DEAD_LINK)
            return _build_unreadable(entry.path, error)
        if stat.S_ISDIR(status.st_mode):
            return (
                None
                if self._comes_anyway(entry)
                else Obstacle(entry.path, ObstacleReason.LINKED_FOLDER)
            )
        return _build_source_file(entry.path, status, folder)

    def _comes_anyway(self, entry: os.DirEntry[str]) -> bool:
        target = Path(entry.path).resolve()
        return any(target.is_relative_to(root) for root in self._inside)


def is_system_file(name: str) -> bool:
    """What systems and their programs leave beside pictures."""
    return name.startswith(".") or name.casefold() in SYSTEM_FILES


def is_sidecar(name: str) -> bool:
    """Sidecars go last, to find the picture that they belong to."""
    return KIND_BY_EXTENSION.get(name.rpartition(".")[2].lower()) is Kind.SIDECAR


def build_natural_key(name: str) -> tuple[list[str | int], str]:
    """IMG_2 before IMG_10; between texts there is always a number, so like meets like."""
    parts = re.split(r"([0-9]+)", name.casefold())
    return [int(part) if number % 2 else part for number, part in enumerate(parts)], name


def escape_for_terminal(path: str) -> str:
    """A path on one line of a terminal, whatever bytes are in its name."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in text
    )


def _build_source_file(
    path: str, status: os.stat_result, folder: _Folder
) -> SourceFile | Obstacle:
    if not stat.S_ISREG(status.st_mode):
        return Obstacle(path, ObstacleReason.SPECIAL)
    return SourceFile(path, folder.label, folder.section, status.st_size, status.st_mtime_ns)


def _build_unreadable(path: str, error: OSError) -> Obstacle:
    return Obstacle(path, ObstacleReason.UNREADABLE, error.strerror or str(error))


def _read_identity(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino
