"""Read the layout of an MP4 or QuickTime file: a sequence of boxes, each with size and name."""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

MAX_BOXES = 4096
_EXPECTED_BOXES = {
    "": {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide"},
    "moov": {b"mvhd", b"trak", b"iods", b"free", b"skip", b"\0\0\0\0"},
    "trak": {b"tkhd", b"mdia", b"edts", b"tref", b"tapt", b"load", b"free", b"\0\0\0\0"},
}


class Layout(NamedTuple):
    """What the boxes of a file tell about it."""

    is_faststart: bool = False  # complete, and playable while it downloads
    has_only_known_boxes: bool = False


class Box(NamedTuple):
    name: bytes
    start: int
    stop: int
    is_whole: bool = True


def read_layout(file: BinaryIO) -> Layout:
    """Return the layout of a file. Unknown boxes may contain private data, such as a location."""
    size = file.seek(0, 2)
    top = list(_iterate_boxes(file, 0, size))
    is_whole = bool(top) and top[-1].stop == size and top[-1].is_whole
    return Layout(is_whole and _is_index_first(top), _has_only_known_boxes(file, top))


def _is_index_first(boxes: list[Box]) -> bool:
    names = [box.name for box in boxes]
    if b"moov" not in names or b"moof" in names:
        return False
    return b"mdat" not in names[: names.index(b"moov")]


def _has_only_known_boxes(file: BinaryIO, top: list[Box]) -> bool:
    moov = _children(file, top, b"moov")
    by_parent = {"": top, "moov": moov, "trak": _children(file, moov, b"trak")}
    unknown = [
        box
        for parent, boxes in by_parent.items()
        for box in boxes
        if box.name not in _EXPECTED_BOXES[parent]
    ]
    return all(_is_empty_udta(file, box) for box in unknown)


def _is_empty_udta(file: BinaryIO, box: Box) -> bool:
    """Return whether this is a box for user data without any."""
    if box.name != b"udta":
        return False
    inner = list(_iterate_boxes(file, box.start, box.stop))
    entries = [
        entry for meta in inner for entry in _iterate_boxes(file, meta.start + 4, meta.stop)
    ]
    is_list = {box.name for box in inner} <= {b"meta"}
    return is_list and all(entry.name == b"hdlr" or entry.start == entry.stop for entry in entries)


def _children(file: BinaryIO, boxes: list[Box], name: bytes) -> list[Box]:
    named = [box for box in boxes if box.name == name]
    return [inner for box in named for inner in _iterate_boxes(file, box.start, box.stop)]


def _iterate_boxes(file: BinaryIO, start: int, stop: int) -> Iterator[Box]:
    """Yield boxes until the end, or until a size makes no sense."""
    for _ in range(MAX_BOXES):
        if start + 8 > stop:
            return
        file.seek(start)
        header = file.read(16)
        size, body = int.from_bytes(header[:4]), start + 8
        if size == 1:
            size, body = int.from_bytes(header[8:]), start + 16
        end = start + size if size else stop
        yield Box(header[4:8], body, min(end, stop), end <= stop)
        if end < body:
            return
        start = end
