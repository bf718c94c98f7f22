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


def bytes_of(span, size):
    """Which bytes a span means, looked for one by one; none at all where it means nothing."""
    first, _, last = span.partition("-")
    if first and last and int(first) > int(last):
        return None
    if not first:
        return [at for at in range(size) if at >= size - int(last)]
    return [at for at in range(size) if at >= int(first) and (not last or at <= int(last))]


def naive(spans, size):
    found = [bytes_of(span, size) for span in spans]
    if None in found:
        return "whole"
    hits = [one for one in found if one]
    if not hits:
        return "none" if size else "whole"
    return hits[0] if len(hits) == 1 else "whole"


def answer(header, size):
    try:
        part = ranges.parse_range(header, size)
    except ranges.RangeNotSatisfiable:
        return "none"
    return "whole" if part is None else list(range(*part))


@given(st.lists(spans, min_size=1, max_size=4), st.integers(0, 120))
@example(["0-0"], 1)
@example(["-1"], 1)
@example(["-0"], 100)
@example(["100-"], 100)
@example(["0-1", "200-"], 100)
def test_it_is_what_looking_at_each_byte_would_find(spans, size):
    assert answer(f"bytes={','.join(spans)}", size) == naive(spans, size)


@pytest.mark.parametrize(
    ("header", "part"),
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
def test_one_part_is_had(header, part):
    assert ranges.parse_range(header, 100) == part


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=200-,-0"])
def test_what_lies_behind_the_end_cannot_be_had(header):
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
def test_all_is_sent_to_whoever_asks_for_several_parts_or_for_nothing_clear(header):
    assert ranges.parse_range(header, 100) is None


@given(st.text() | st.from_regex(r"bytes=[0-9, -]*"), st.integers(0, 2**70))
def test_no_header_is_too_odd(header, size):
    with suppress(ranges.RangeNotSatisfiable):
        part = ranges.parse_range(header, size)
        assert part is None or 0 <= part.start < part.stop <= size
        assert part is None or re.match("bytes=", header, re.IGNORECASE)


DAY = "Fri, 20 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize("condition", ["", '"abc"', ' "abc" ', DAY])
def test_who_has_these_very_bytes_may_go_on(condition):
    assert ranges.matches_if_range(condition, '"abc"', DAY)


@pytest.mark.parametrize(
    "condition", ['W/"abc"', '"ab"', "abc", "*", '"abc", "d"', "Fri, 20 Nov 2026 12:00:01 GMT"]
)
def test_anybody_else_begins_anew(condition):
    assert not ranges.matches_if_range(condition, '"abc"', DAY)


def test_a_weak_tag_never_holds():
    assert not ranges.matches_if_range('W/"abc"', 'W/"abc"')
