"""What people and programs wrote on a picture."""

import re

from assets.processing.metadata.tags import Said

MOST_KEYWORDS = 200
LONGEST_KEYWORD = 120
LONGEST_CAPTION = 10_000

_CAPTIONS = ("XMP-dc:Description", "IPTC:Caption-Abstract", "IFD0:ImageDescription")
# Cameras put their own name where a person's words belong.
_NOTHING_SAID = re.compile(
    r"(?i)(olympus|minolta|konica minolta|samsung|sony|ricoh|pentax|sanyo|casio|vivitar)?"
    r"\s*(digital (still )?camera|dsc|exif[_ ]jpeg[_ ]\w+|default|untitled|my great photo)"
    r"|dcim[\\/].*|\W*"
)
_CONTENT_ID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def rating(said: Said) -> int | None:
    number = said.number("XMP-xmp:Rating", "IFD0:Rating")
    return int(number) if number is not None and 0 <= number <= 5 else None


def keywords(said: Said) -> tuple[str, ...]:
    """In the order they were given, each once."""
    once: dict[str, str] = {}
    for word in filter(None, map(_tidy, said.texts("XMP-dc:Subject", "IPTC:Keywords"))):
        once.setdefault(word.casefold(), word)
    return tuple(once.values())[:MOST_KEYWORDS]


def caption(said: Said) -> str:
    names = {name.casefold() for name in said.texts("IFD0:Make", "IFD0:Model")}
    words = (
        text
        for text in said.texts(*_CAPTIONS)
        if text.casefold() not in names and not _NOTHING_SAID.fullmatch(text)
    )
    return next(words, "")[:LONGEST_CAPTION]


def content_id(said: Said) -> str:
    """What the still and the film of one Live Photo have in common."""
    text = said.text("Apple:ContentIdentifier", "Keys:ContentIdentifier")
    return text.upper() if _CONTENT_ID.fullmatch(text) else ""


def _tidy(word: str) -> str:
    return " ".join(word.split())[:LONGEST_KEYWORD]
