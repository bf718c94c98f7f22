"""What programs said, asked for by name; whatever is missing or nonsense is simply not there."""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any


class Tags:
    """Tags are named with their group, as "ExifIFD:ISO"; "*:ISO" is the first in the file."""

    def __init__(self, answers: Mapping[Any, Any]) -> None:
        self.tags: Mapping[str, Any] = as_mapping(answers.get("exiftool"))
        whole = as_mapping(answers.get("ffprobe"))
        self.container = as_mapping(whole.get("format"))
        self.streams = [as_mapping(stream) for stream in as_list(whole.get("streams"))]

    @property
    def is_video(self) -> bool:
        return bool(self.streams) or self.text("File:MIMEType").startswith("video/")

    def text(self, *names: str) -> str:
        return next(self._texts(names), "")

    def texts(self, *names: str) -> list[str]:
        return list(self._texts(names))

    def number(self, *names: str) -> float | None:
        numbers = (parse_number(text) for text in self._texts(names))
        return next((number for number in numbers if number is not None), None)

    def numbers(self, *names: str) -> list[float]:
        """Several in one value, as in "6000 4000"; all of them, or none."""
        for text in self._texts(names):
            found = [parse_number(part) for part in text.split()]
            if found and None not in found:
                return [number for number in found if number is not None]
        return []

    def _texts(self, names: Iterable[str]) -> Iterator[str]:
        values = (value for name in names for value in self._values(name))
        return (text for value in values for text in _iterate_texts(value) if text)

    def _values(self, name: str) -> Iterator[Any]:
        if not name.startswith("*"):
            return iter([self.tags.get(name)])
        tags = ((str(tag), value) for tag, value in self.tags.items())
        return (
            value
            for tag, value in tags
            if tag.endswith(name[1:]) and not tag.startswith("Composite:")
        )


def parse_number(value: object) -> float | None:
    """Nothing of what a column could not hold."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _iterate_texts(value: object) -> Iterator[str]:
    """Lists are looked through; a text in several languages begins with the one meant for all."""
    if isinstance(value, list):
        return (text for one in value for text in _iterate_texts(one))
    if isinstance(value, Mapping):
        return _iterate_texts(next(iter(value.values()), None))
    is_plain = isinstance(value, str | int | float) and not isinstance(value, bool)
    return iter([_format_value(value)] if is_plain else [])


def _format_value(value: object) -> str:
    try:
        return str(value).strip()
    except ValueError:  # a number of more digits than Python prints
        return ""


def as_mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
