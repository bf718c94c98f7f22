from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albums import order_keys

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
NUMBER = st.integers(1, 60)


@given(TEXT, TEXT, NUMBER)
def test_keys_between_two_texts_are_in_order_when_there_is_space(one, other, number):
    low, high = sorted([one, other])
    try:
        made = order_keys.between(low, high, number)
    except order_keys.KeySpaceExhausted:
        return
    line = [low, *made, high]
    assert len(made) == number
    assert all(before < after for before, after in pairwise(line))
    assert all(before.encode() < after.encode() for before, after in pairwise(line))


@given(TEXT, NUMBER)
def test_keys_fit_after_any_text(low, number):
    made = order_keys.between(low, None, number)
    assert all(before < after for before, after in pairwise([low, *made]))


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 5)), max_size=40))
def test_keys_fit_between_generated_keys_again_and_again(moves):
    line = order_keys.spread(3)
    for place, number in moves:
        at = place % (len(line) + 1)
        low, high = (line[at - 1] if at else ""), (line[at] if at < len(line) else None)
        line[at:at] = order_keys.between(low, high, number)
    assert line == sorted(set(line))


def test_keys_are_short_when_5000_are_generated():
    made = order_keys.spread(5000)
    assert len(set(made)) == 5000
    assert made == sorted(made)
    assert max(map(len, made)) <= 4


def narrow(low, high, times):
    for _ in range(times):
        (high,) = order_keys.between(low, high)
    return high


def test_error_is_raised_when_keys_are_equal_or_become_too_long():
    with pytest.raises(order_keys.KeySpaceExhausted):
        order_keys.between("a", "a")
    with pytest.raises(order_keys.KeySpaceExhausted):
        order_keys.between("a", "a!")
    with pytest.raises(order_keys.KeySpaceExhausted):
        narrow("a", "b", 3000)


def test_generated_keys_sort_before_keys_of_arrivals():
    assert max(order_keys.spread(5000)) < "~"
    assert order_keys.between("~20260620120000000000", None)[0] > "~20260620120000000000"
    assert order_keys.between("20260620120000000000-a", None)[0] < "~"


def test_keys_of_arrivals_sort_by_number_when_12000_come_at_one_moment():
    stamp = order_keys.stamp(datetime(2026, 6, 20, 14, 0, 0, 7, tzinfo=UTC))
    keys = [order_keys.for_arrival(stamp, number) for number in range(12_000)]
    assert sorted(keys) == keys


@given(st.datetimes(), st.integers(0, 10**8 - 1))
def test_the_stamp_of_an_arrival_can_be_read_from_its_key(moment, number):
    stamp = order_keys.stamp(moment)
    assert order_keys.stamp_of(order_keys.for_arrival(stamp, number)) == stamp


def test_a_key_that_belongs_to_no_arrival_has_no_stamp():
    assert [order_keys.stamp_of(key) for key in ("", "~", "~abc", "20260620-a")] == [0] * 4


def test_later_arrivals_sort_after_earlier_ones_whatever_their_number():
    moment = datetime(2026, 6, 20, tzinfo=UTC)
    later = moment + timedelta(microseconds=1)
    last = order_keys.for_arrival(order_keys.stamp(moment), 99_999)
    assert last < order_keys.for_arrival(order_keys.stamp(later), 0)
