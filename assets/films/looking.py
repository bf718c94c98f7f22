"""Asks ffprobe what is in a film."""

import json
from pathlib import Path
from typing import Any

from assets.films import atoms, leash, reading, tools
from assets.films.footage import ISO, Footage
from assets.films.trouble import Broken, Why

_ASKED = ["-print_format", "json", "-show_format", "-show_streams"]


def look(path: Path, extension: str) -> Footage:
    return reading.of(ask(path, extension), extension, layout(path, extension))


def ask(path: Path, extension: str) -> dict[str, Any]:
    """Word for word, as far as it is text."""
    careful = [tools.program("ffprobe"), "-v", "error", "-threads", "1"]
    said = leash.answer([*careful, *_ASKED, *tools.opened(path, extension)], leash.Limits())
    try:
        return dict(json.loads(said.decode(errors="replace")))
    except ValueError as error:
        raise Broken(Why.UNREADABLE, str(error)) from error


def layout(path: Path, extension: str) -> atoms.Layout:
    """Only of the family of MP4; others are never played as they are."""
    if extension not in ISO:
        return atoms.Layout()
    with Path(path).open("rb") as file:
        return atoms.layout(file)
