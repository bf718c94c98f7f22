"""Read settings from environment variables, and refuse invalid values with a clear message."""

import errno
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo

SYSTEM_TIME_ZONES = Path("/usr/share/zoneinfo")


class InvalidConfiguration(Exception):
    """An invalid setting. The message names it and says what to write instead."""


class Environment:
    """The environment variables. It remembers which names were read, to find misspelt ones."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self._known_names: set[str] = set()

    def text(self, name: str, default: str = "") -> str:
        """Return the value of NAME, or the content of the file that NAME_FILE points to."""
        self._known_names |= {name, f"{name}_FILE"}
        value = self._values.get(name, "").strip()
        path = self._values.get(f"{name}_FILE", "").strip()
        if value and path:
            raise InvalidConfiguration(f"{name} and {name}_FILE are both set: keep one of them.")
        if path:
            value = _read_secret_file(name, path)
        if not value.isprintable():
            raise InvalidConfiguration(f"{name} must be one line of ordinary characters.")
        return value or default

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.text(name, "true" if default else "false").lower()
        if value not in {"true", "false"}:
            raise InvalidConfiguration(f"{name} must be true or false, not {value!r}.")
        return value == "true"

    def number(self, name: str, default: int, minimum: int, maximum: int) -> int:
        value = self.text(name, str(default))
        is_whole = value.isascii() and value.isdecimal() and len(value) < 20
        if not (is_whole and minimum <= int(value) <= maximum):
            raise InvalidConfiguration(
                f"{name} must be a whole number from {minimum} to {maximum}, not {value!r}."
            )
        return int(value)

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        value = self.text(name, choices[0])
        if value not in choices:
            raise InvalidConfiguration(f"{name} must be {' or '.join(choices)}, not {value!r}.")
        return value

    def folder(self, name: str, default: Path) -> Path:
        value = self.text(name, str(default))
        try:
            path = Path(value).expanduser().resolve()
            is_taken = path.exists() and not path.is_dir()
        except (OSError, RuntimeError) as error:
            raise InvalidConfiguration(
                f"{name} must be a folder, not {value!r}: {error}"
            ) from error
        if is_taken:
            raise InvalidConfiguration(f"{name} must be a folder, but {path} is a file.")
        return path

    def zone(self, name: str, default: str) -> str:
        value = self.text(name, default)
        try:
            is_known = bool(ZoneInfo(value))
        except (KeyError, OSError, ValueError):
            is_known = False
        # Django sets the TZ variable, which the C library looks up in the system's own files.
        if not is_known or (
            SYSTEM_TIME_ZONES.exists() and not (SYSTEM_TIME_ZONES / value).exists()
        ):
            raise InvalidConfiguration(f"{name} must be a zone like Europe/Berlin, not {value!r}.")
        return value

    def dotted_path(self, name: str, default: str) -> str:
        """Return a dotted Python name whose module exists. The module is not imported."""
        value = self.text(name, default)
        try:
            module_exists = find_spec(value.rpartition(".")[0]) is not None
        except (ImportError, ValueError):
            module_exists = False
        if not module_exists:
            raise InvalidConfiguration(
                f"{name} must be a Python name like {default}, not {value!r}."
            )
        return value

    def parsed[T](self, name: str, parse: Callable[[str], T], default: str = "") -> T:
        """Return the parsed value. A ValueError of the parser becomes a message with the name."""
        try:
            return parse(self.text(name, default))
        except ValueError as error:
            raise InvalidConfiguration(f"{name} {error}.") from error

    def refuse_unknown_names(self, prefix: str) -> None:
        """Refuse variables with our prefix that no setting has read: they are misspelt."""
        for name in sorted(self._values):
            if name.startswith(prefix) and name not in self._known_names:
                close = get_close_matches(name, sorted(self._known_names), 1)
                raise InvalidConfiguration(f"{name} is not a setting; " + _suggest(close))


@contextmanager
def usable_folder(folder: Path) -> Iterator[None]:
    """Create the folder if needed. Errors of the disk inside the block get a clear message."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        yield
    except OSError as error:
        raise InvalidConfiguration(
            f"The data folder {folder} can't be used ({error.strerror}): make it writable, "
            "free up some space, or choose another one with CLIENTPIX_DATA."
        ) from error


def _read_secret_file(name: str, path: str) -> str:
    try:
        content = Path(path).read_text("utf-8-sig").strip()
    except OSError as error:
        raise InvalidConfiguration(f"{name}_FILE can't be read: {error}.") from error
    except ValueError:
        raise InvalidConfiguration(f"{name}_FILE must name a text file, not {path!r}.") from None
    if not content:
        raise InvalidConfiguration(f"{name}_FILE names {path!r}, which is empty.")
    return content


def _suggest(close: list[str]) -> str:
    if close:
        return f"did you mean {close[0]}?"
    return "docs/configuration.md lists all settings."
