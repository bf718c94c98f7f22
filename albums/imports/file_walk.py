"""Walk the folders to import, in the order in which people count: IMG_2 before IMG_10."""

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
    """A file to import, with its folder relative to the walk's root and its size and time."""

    path: str
    folder: str
    section: str
    size: int
    mtime_ns: int

    @property
    def state(self) -> tuple[int, int]:
        return self.size, self.mtime_ns


class Obstacle(NamedTuple):
    """A path that can't be imported, and the reason."""

    path: str
    reason: ObstacleReason
    detail: str = ""


class _Folder(NamedTuple):
    path: Path
    label: str = ""
    section: str = ""

    def child(self, entry: os.DirEntry[str], depth: int) -> "_Folder":
        section = self.section if depth else entry.name
        return _Folder(Path(entry.path), f"{self.label}/{entry.name}".strip("/"), section)


class FileWalk:
    """Yield every file below the roots; enter each folder once and follow no link out of them."""

    def __init__(self, roots: Iterable[Path], excluded: Iterable[Path] = ()) -> None:
        self.roots = list(roots)
        self.skipped = 0
        self._resolved_roots = [root.resolve() for root in self.roots]
        self._visited = {_read_identity(path) for path in excluded if path.exists()}

    def __iter__(self) -> Iterator[SourceFile | Obstacle]:
        folders = [root for root in self.roots if root.is_dir()]
        for root in self.roots:
            if root not in folders:
                yield from self._walk_file(root)
                continue
            # Two cards hold files of the same names. The label keeps them apart, so that only
            # files of one card are paired.
            label = root.resolve().name if len(folders) > 1 else ""
            yield from self._walk_tree(_Folder(root, label))

    def _walk_file(self, root: Path) -> Iterator[SourceFile | Obstacle]:
        try:
            yield _build_source_file(str(root), root.stat(), _Folder(root.parent))
        except OSError as error:
            yield _build_unreadable(str(root), error)

    def _walk_tree(self, top: _Folder) -> Iterator[SourceFile | Obstacle]:
        # A stack of its own: recursion would fail in a very deep tree.
        pending = [(top, 0)]
        while pending:
            folder, depth = pending.pop()
            children = []
            try:
                for entry in self._list_entries(folder.path):
                    if entry.is_dir(follow_symlinks=False):
                        children.append((folder.child(entry, depth), depth + 1))
                    elif item := self._build_item(entry, folder):
                        yield item
            except OSError as error:
                yield _build_unreadable(str(folder.path), error)
            pending += reversed(children)

    def _list_entries(self, folder: Path) -> list[os.DirEntry[str]]:
        identity = _read_identity(folder)
        if identity in self._visited:
            return []
        self._visited.add(identity)
        with os.scandir(folder) as scan:
            entries = list(scan)
        wanted = [entry for entry in entries if not is_system_file(entry.name)]
        self.skipped += len(entries) - len(wanted)
        # Sidecars go last, so that the photo that they belong to is there already.
        return sorted(
            wanted, key=lambda entry: (is_sidecar(entry.name), build_natural_key(entry.name))
        )

    def _build_item(
        self, entry: os.DirEntry[str], folder: _Folder
    ) -> SourceFile | Obstacle | None:
        try:
            status = entry.stat()
        except OSError as error:
            # A link to nothing and a link in a loop fail differently; both are broken.
            if entry.is_symlink():
                return Obstacle(entry.path, ObstacleReason.DEAD_LINK)
            return _build_unreadable(entry.path, error)
        if stat.S_ISDIR(status.st_mode):
            # A link to a folder inside the roots: the walk reaches that folder anyway.
            if self._is_inside_roots(entry):
                return None
            return Obstacle(entry.path, ObstacleReason.LINKED_FOLDER)
        return _build_source_file(entry.path, status, folder)

    def _is_inside_roots(self, entry: os.DirEntry[str]) -> bool:
        target = Path(entry.path).resolve()
        return any(target.is_relative_to(root) for root in self._resolved_roots)


def is_system_file(name: str) -> bool:
    """Return whether an operating system or one of its programs leaves such files behind."""
    return name.startswith(".") or name.casefold() in SYSTEM_FILES


def is_sidecar(name: str) -> bool:
    return KIND_BY_EXTENSION.get(name.rpartition(".")[2].lower()) is Kind.SIDECAR


def build_natural_key(name: str) -> tuple[list[str | int], str]:
    """Return a sort key that puts IMG_2 before IMG_10."""
    # The split alternates text and number, so the sort never compares a text with a number.
    parts = re.split(r"([0-9]+)", name.casefold())
    return [int(part) if index % 2 else part for index, part in enumerate(parts)], name


def escape_for_terminal(path: str) -> str:
    """Return the path as one printable line, whatever bytes are in its name."""
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
