"""Order keys: texts that sort by code points, so that a new one fits between any two.

The neighbours may be any text. New keys only have digits and ASCII letters.
"""

from datetime import datetime

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
MAX_LENGTH = 200
ARRIVED = "~"  # sorts after every digit and letter, so arrivals come last
DIGITS_OF_STAMP = 20


class KeySpaceExhausted(Exception):
    """No key fits between the two neighbours, so all keys around them have to be replaced."""


def between(low: str, high: str | None = None, number: int = 1) -> list[str]:
    """Return sorted keys: all after LOW, and before HIGH if there is one."""
    if number < 1:
        return []
    middle, half = _key_between(low, high), (number - 1) // 2
    below, above = between(low, middle, half), between(middle, high, number - 1 - half)
    return [*below, middle, *above]


def stamp(moment: datetime) -> int:
    """Return the moment as a number that counts microseconds and reads like a date."""
    return int(f"{moment:%Y%m%d%H%M%S%f}")


def stamp_of(key: str) -> int:
    """Return the stamp of an arrival's key, or 0 for any other key."""
    digits = key[1 : 1 + DIGITS_OF_STAMP]
    return int(digits) if key.startswith(ARRIVED) and digits.isdecimal() else 0


def for_arrival(stamp: int, number: int = 0) -> str:
    """Return the key of the NUMBERth photo that arrived at this stamp.

    The number has a fixed width: keys sort as text, where 10000 comes before 9999.
    """
    return f"{ARRIVED}{stamp:0{DIGITS_OF_STAMP}}{number:08}"


def spread(number: int) -> list[str]:
    """Return keys for a new order, with room on all sides."""
    return between("", None, number)


def _key_between(low: str, high: str | None) -> str:
    if high is not None and low >= high:
        raise KeySpaceExhausted(low)
    key = _key_after(low) if high is None else _key_within(low, high)
    if len(key) > MAX_LENGTH:
        raise KeySpaceExhausted(key)
    return key


def _key_after(low: str) -> str:
    """Return a short key after LOW."""
    # From the middle of the possible characters, to leave as much room before it as after it.
    for index, letter in enumerate(low):
        if higher := [digit for digit in DIGITS if digit > letter]:
            return low[:index] + higher[len(higher) // 2]
    return low + DIGITS[len(DIGITS) // 2]


def _key_within(low: str, high: str) -> str:
    """Return a key between two others: their common start, and then something in between."""
    same = 0
    while low[same : same + 1] == high[same]:
        same += 1
    start, ceiling, floor = high[:same], high[same], low[same : same + 1]
    if fitting := [digit for digit in DIGITS if floor < digit < ceiling]:
        return start + _final_digits(fitting[len(fitting) // 2])
    if floor:
        return start + floor + _key_after(low[same + 1 :])
    if same + 1 == len(high):
        raise KeySpaceExhausted(high)
    return start + ceiling + _key_within("", high[same + 1 :])


def _final_digits(digit: str) -> str:
    # No key may end with the lowest digit, because nothing would fit before it.
    return digit if digit > DIGITS[0] else digit + DIGITS[len(DIGITS) // 2]
