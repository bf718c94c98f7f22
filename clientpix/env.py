"""The environment, read strictly: what makes no sense is refused in a sentence."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo


class Refused(Exception):
    """A value that nobody can have meant; says which, and what to write instead."""


class Environment:
    """Every name that is asked for is remembered, so that a misspelt one can be told apart."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self._asked: set[str] = set()

    def text(self, name: str, default: str = "") -> str:
        """The value of NAME, or what stands in the file that NAME_FILE points to."""
        self._asked |= {name, f"{name}_FILE"}
        value, path = self._values.get(name, ""), self._values.get(f"{name}_FILE", "")
        if value and path:
            raise Refused(f"{name} and {name}_FILE are both set: keep one of them.")
        if path:
            value = _content(name, path)
        if "\0" in value or "\n" in value:
            raise Refused(f"{name} must be one line.")
        return value.strip() or default

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.text(name, "true" if default else "false").lower()
        if value not in {"true", "false"}:
            raise Refused(f"{name} must be true or false, not {value!r}.")
        return value == "true"

    def number(self, name: str, default: int, least: int, most: int) -> int:
        value = self.text(name, str(default))
        if not (value.isascii() and value.isdecimal() and least <= int(value) <= most):
            raise Refused(f"{name} must be a whole number from {least} to {most}, not {value!r}.")
        return int(value)

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        value = self.text(name, choices[0])
        if value not in choices:
            raise Refused(f"{name} must be {' or '.join(choices)}, not {value!r}.")
        return value

    def words(self, name: str) -> list[str]:
        return self.text(name).replace(",", " ").split()

    def folder(self, name: str, default: Path) -> Path:
        path = Path(self.text(name, str(default))).expanduser().resolve()
        if path.exists() and not path.is_dir():
            raise Refused(f"{name} must be a folder, but {path} is a file.")
        return path

    def zone(self, name: str, default: str) -> str:
        value = self.text(name, default)
        try:
            return ZoneInfo(value).key
        except (OSError, ValueError) as error:
            raise Refused(f"{name} must be a zone like Europe/Berlin, not {value!r}.") from error

    def site(self, name: str) -> SplitResult | None:
        """The address that people type: http or https, a host, no path."""
        value = self.text(name).rstrip("/")
        return _address(name, value) if value else None

    def parsed[T](self, name: str, parse: Callable[[str], T], default: str = "") -> T:
        """The value as PARSE reads it; what it refuses is refused here under the name."""
        try:
            return parse(self.text(name, default))
        except ValueError as error:
            raise Refused(f"{name} {error}.") from error

    def refuse_strangers(self, prefix: str) -> None:
        """A name of ours that nobody asked for is a misspelt one."""
        for name in sorted(self._values):
            if name.startswith(prefix) and name not in self._asked:
                close = get_close_matches(name, sorted(self._asked), 1)
                raise Refused(f"{name} is not a setting; " + _advice(close))


def _content(name: str, path: str) -> str:
    try:
        return Path(path).read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{name}_FILE cannot be read: {error}.") from error


def _address(name: str, value: str) -> SplitResult:
    try:
        parts = urlsplit(value)
        has_good_port = parts.port is None or parts.port > 0
    except ValueError:
        parts, has_good_port = urlsplit(""), False
    is_plain = not (parts.path or parts.query or parts.fragment or parts.username)
    if not (parts.scheme in {"http", "https"} and parts.hostname and is_plain and has_good_port):
        raise Refused(f"{name} must look like https://photos.example.org, not {value!r}.")
    return parts


def _advice(close: list[str]) -> str:
    if close:
        return f"did you mean {close[0]}?"
    return "the README lists those that are."
