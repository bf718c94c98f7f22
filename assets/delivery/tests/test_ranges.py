import re
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assets.delivery import ranges

spans = st.one_of(
    st.tuples(st.integers(0, 130), st.integers(0, 130)).map(lambda ab: f"{ab[0]}-{ab[1]}"),
    st.integers(0, 130).map(lambda a: f"{a}-"),
    st.integers(0, 130).map(lambda n: f"-{n}"),
)


def find_bytes(span, size):
    """Return the positions a span selects, byte by byte, or None if it isn't valid."""
    first, _, last = span.partition("-")
    if first and last and int(first) > int(last):
        return None
    if not first:
        return [position for position in range(size) if position >= size - int(last)]
    return [
        position
        for position in range(size)
        if position >= int(first) and (not last or position <= int(last))
    ]


def search_bytes(spans, size):
    selections = [find_bytes(span, size) for span in spans]
    if None in selections:
        return "whole"
    selections = [selection for selection in selections if selection]
    if not selections:
        return "none" if size else "whole"
    return selections[0] if len(selections) == 1 else "whole"


def parse(header, size):
    try:
        byte_range = ranges.parse_range(header, size)
    except ranges.RangeNotSatisfiable:
        return "none"
    return "whole" if byte_range is None else list(range(*byte_range))


@given(st.lists(spans, min_size=1, max_size=4), st.integers(0, 120))
@example(["0-0"], 1)
@example(["-1"], 1)
@example(["-0"], 100)
@example(["100-"], 100)
@example(["0-1", "200-"], 100)
def test_range_is_equal_to_a_search_byte_by_byte(spans, size):
    assert parse(f"bytes={','.join(spans)}", size) == search_bytes(spans, size)


@pytest.mark.parametrize(
    ("header", "byte_range"),
    [
        ("bytes=0-0", (0, 1)),
        ("bytes=0-99", (0, 100)),
        ("bytes=10-", (10, 100)),
        ("bytes=-10", (90, 100)),
        ("bytes=-1000", (0, 100)),
        ("bytes=0-999999999999999999", (0, 100)),
        ("bytes=99-1000", (99, 100)),
        ("bytes=0000000000000000-5", (0, 6)),
        ("Bytes=0-5", (0, 6)),
        ("bytes= 0-5", (0, 6)),
        ("bytes=0-5,\t", (0, 6)),
        ("bytes=,,0-5", (0, 6)),
        ("bytes=0-5, 100-, -0", (0, 6)),
    ],
)
def test_one_range_is_parsed(header, byte_range):
    assert ranges.parse_range(header, 100) == byte_range


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=200-,-0"])
def test_range_after_the_end_is_not_satisfiable(header):
    with pytest.raises(ranges.RangeNotSatisfiable):
        ranges.parse_range(header, 100)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=,",
        "bytes=-",
        "bytes=5",
        "bytes=a-b",
        "bytes=5-4",
        "bytes=5-4,0-1",
        "bytes=0-1,x",
        "bytes=--5",
        "bytes=+1-5",
        "bytes=1-5-9",
        "bytes=1 -5",
        "bytes=0x1-5",
        "bytes=1_0-20",
        "bytes=1.0-5",
        "bytes=٣-5",
        "bytes=²-5",
        "bytes=0-5;6-9",
        "bytes:0-5",
        "bytes =0-5",
        "octets=0-5",
        "items=0-5",
        "bytes=0-1,5-9",
        "bytes=0-50,0-50",
        "bytes=0-9223372036854775808",
        "bytes=99999999999999999999999999-",
        "bytes=0-" + "9" * 5000,
        "bytes=-" + "9" * 5000,
        "bytes=" + ",".join(["0-"] * 2000),
        "bytes=0-5\n",
    ],
)
def test_several_or_invalid_ranges_mean_the_whole_file(header):
    assert ranges.parse_range(header, 100) is None


@given(st.text() | st.from_regex(r"bytes=[0-9, -]*"), st.integers(0, 2**70))
def test_any_header_is_handled(header, size):
    with suppress(ranges.RangeNotSatisfiable):
        byte_range = ranges.parse_range(header, size)
        assert byte_range is None or 0 <= byte_range.start < byte_range.stop <= size
        assert byte_range is None or re.match("bytes=", header, re.IGNORECASE)


DAY = "Fri, 20 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize("condition", ["", '"abc"', ' "abc" ', DAY])
def test_if_range_matches_the_same_file(condition):
    assert ranges.matches_if_range(condition, '"abc"', DAY)


@pytest.mark.parametrize(
    "condition", ['W/"abc"', '"ab"', "abc", "*", '"abc", "d"', "Fri, 20 Nov 2026 12:00:01 GMT"]
)
def test_if_range_does_not_match_another_file(condition):
    assert not ranges.matches_if_range(condition, '"abc"', DAY)


def test_if_range_never_matches_a_weak_etag():
    assert not ranges.matches_if_range('W/"abc"', 'W/"abc"')
