"""Look up tags in the output of ExifTool and ffprobe. Invalid values count as missing."""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any


class Tags:
    """Tags have names with their group, as in "ExifIFD:ISO"; "*:ISO" is the first of any group."""

    def __init__(self, outputs: Mapping[Any, Any]) -> None:
        self.tags: Mapping[str, Any] = as_mapping(outputs.get("exiftool"))
        ffprobe = as_mapping(outputs.get("ffprobe"))
        self.container = as_mapping(ffprobe.get("format"))
        self.streams = [as_mapping(stream) for stream in as_list(ffprobe.get("streams"))]

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
        """Return the numbers in one value, such as "6000 4000": all of them, or none."""
        for text in self._texts(names):
            numbers = [parse_number(part) for part in text.split()]
            if numbers and None not in numbers:
                return [number for number in numbers if number is not None]
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
    """Return a finite number, or None: a column cannot store others."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _iterate_texts(value: object) -> Iterator[str]:
    """Yield the texts in a value. Of several languages, the first is the default."""
    if isinstance(value, list):
        return (text for item in value for text in _iterate_texts(item))
    if isinstance(value, Mapping):
        return _iterate_texts(next(iter(value.values()), None))
    is_scalar = isinstance(value, str | int | float) and not isinstance(value, bool)
    return iter([_format_value(value)] if is_scalar else [])


def _format_value(value: object) -> str:
    try:
        return str(value).strip()
    except ValueError:  # a number of more digits than Python prints
        return ""


def as_mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
