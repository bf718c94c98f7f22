import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.processing.video import mp4_boxes


def box(name, *content):
    body = b"".join(content)
    return struct.pack(">I", len(body) + 8) + name + body


def read_layout_of(*boxes):
    return mp4_boxes.read_layout(io.BytesIO(b"".join(boxes)))


FTYP, MDAT = box(b"ftyp", b"isom"), box(b"mdat", b"x" * 40)
TRAK = box(b"trak", box(b"tkhd", b"0" * 84), box(b"mdia", b"0" * 8))
MOOV = box(b"moov", box(b"mvhd", b"0" * 100), TRAK)
LARGE_MDAT = struct.pack(">I4sQ", 1, b"mdat", 56) + b"x" * 40
LAST_MDAT = struct.pack(">I4s", 0, b"mdat") + b"x" * 40
EMPTY_LIST = box(b"meta", bytes(4), box(b"hdlr", b"0" * 25), box(b"ilst"))


@pytest.mark.parametrize(
    ("boxes", "is_faststart"),
    [
        ((FTYP, MOOV, MDAT), True),
        ((FTYP, MOOV, LARGE_MDAT), True),
        ((FTYP, MOOV, LAST_MDAT), True),
        ((FTYP, box(b"free", b"xx"), MOOV, MDAT), True),
        ((FTYP, MDAT, MOOV), False),
        ((FTYP, LARGE_MDAT, MOOV), False),
        ((FTYP, MOOV, box(b"moof"), MDAT), False),
        ((FTYP, MDAT), False),
        ((FTYP, MOOV, MDAT[:-1]), False),
        ((FTYP, MOOV, MDAT, b"\0\0"), False),
        ((), False),
        ((b"\0" * 100,), False),
        ((struct.pack(">I4s", 4, b"moov") * 9,), False),
    ],
)
def test_video_streams_when_its_index_is_first(boxes, is_faststart):
    assert read_layout_of(*boxes).is_faststart is is_faststart


@pytest.mark.parametrize(
    ("boxes", "has_only_known_boxes"),
    [
        ((FTYP, MOOV, MDAT), True),
        ((FTYP, box(b"moov", TRAK, box(b"udta", EMPTY_LIST)), MDAT), True),
        ((FTYP, box(b"moov", TRAK, box(b"udta")), MDAT), True),
        ((FTYP, box(b"moov", TRAK, box(b"udta", box(b"\xa9xyz", b"+48+11/"))), MDAT), False),
        ((FTYP, box(b"moov", box(b"trak", box(b"udta", box(b"name", b"x")))), MDAT), False),
        ((FTYP, box(b"moov", TRAK, box(b"meta", b"x" * 20)), MDAT), False),
        ((FTYP, MOOV, MDAT, box(b"uuid", b"x" * 40)), False),
        ((FTYP, MOOV, MDAT, box(b"sefd", b"x")), False),
    ],
)
def test_unknown_boxes_are_found(boxes, has_only_known_boxes):
    assert read_layout_of(*boxes).has_only_known_boxes is has_only_known_boxes


@given(st.binary(max_size=300))
def test_any_bytes_can_be_read(content):
    assert read_layout_of(content).is_faststart in (True, False)
    assert read_layout_of(FTYP, MOOV, content).has_only_known_boxes in (True, False)
