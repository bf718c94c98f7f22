"""How an MP4 or QuickTime file is laid out: boxes with a size and a name, one after the other."""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

MAX_BOXES = 4096
_EXPECTED_BOXES = {
    "": {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide"},
    "moov": {b"mvhd", b"trak", b"iods", b"free", b"skip", b"\0\0\0\0"},
    "trak": {b"tkhd", b"mdia", b"edts", b"tref", b"tapt", b"load", b"free", b"\0\0\0\0"},
}


class Layout(NamedTuple):
    """Whether it is all there and plays while it arrives; whether it holds only what is played."""

    is_faststart: bool = False
    has_only_known_boxes: bool = False


class Box(NamedTuple):
    name: bytes
    start: int
    stop: int
    is_whole: bool = True


def read_layout(file: BinaryIO) -> Layout:
    """What is in no list of ours may be a place, an owner or a serial number."""
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
    inside = _children(file, top, b"moov")
    places = {"": top, "moov": inside, "trak": _children(file, inside, b"trak")}
    odd = [
        box
        for place, boxes in places.items()
        for box in boxes
        if box.name not in _EXPECTED_BOXES[place]
    ]
    return all(_is_empty_udta(file, box) for box in odd)


def _is_empty_udta(file: BinaryIO, box: Box) -> bool:
    """Room for words, and no words in it."""
    if box.name != b"udta":
        return False
    words = list(_iterate_boxes(file, box.start, box.stop))
    lists = [one for meta in words for one in _iterate_boxes(file, meta.start + 4, meta.stop)]
    is_list = {box.name for box in words} <= {b"meta"}
    return is_list and all(one.name == b"hdlr" or one.start == one.stop for one in lists)


def _children(file: BinaryIO, boxes: list[Box], name: bytes) -> list[Box]:
    named = [box for box in boxes if box.name == name]
    return [inner for box in named for inner in _iterate_boxes(file, box.start, box.stop)]


def _iterate_boxes(file: BinaryIO, start: int, stop: int) -> Iterator[Box]:
    """Until the end, or as far as the sizes make sense."""
    for _ in range(MAX_BOXES):
        if start + 8 > stop:
            return
        file.seek(start)
        head = file.read(16)
        size, body = int.from_bytes(head[:4]), start + 8
        if size == 1:
            size, body = int.from_bytes(head[8:]), start + 16
        end = start + size if size else stop
        yield Box(head[4:8], body, min(end, stop), end <= stop)
        if end < body:
            return
        start = end
