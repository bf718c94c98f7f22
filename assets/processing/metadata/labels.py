"""What people and programs wrote on a picture."""

import re

from assets.processing.metadata.tags import Tags

MAX_KEYWORDS = 200
MAX_KEYWORD_LENGTH = 120
MAX_CAPTION_LENGTH = 10_000

_CAPTIONS = ("XMP-dc:Description", "IPTC:Caption-Abstract", "IFD0:ImageDescription")
# Cameras put their own name where a person's words belong.
_CAMERA_DEFAULTS = re.compile(
    r"(?i)(olympus|minolta|konica minolta|samsung|sony|ricoh|pentax|sanyo|casio|vivitar)?"
    r"\s*(digital (still )?camera|dsc|exif[_ ]jpeg[_ ]\w+|default|untitled|my great photo)"
    r"|dcim[\\/].*|\W*"
)
_CONTENT_ID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def read_rating(said: Tags) -> int | None:
    number = said.number("XMP-xmp:Rating", "IFD0:Rating")
    return int(number) if number is not None and 0 <= number <= 5 else None


def read_keywords(said: Tags) -> tuple[str, ...]:
    """In the order they were given, each once."""
    once: dict[str, str] = {}
    for word in filter(None, map(_normalize, said.texts("XMP-dc:Subject", "IPTC:Keywords"))):
        once.setdefault(word.casefold(), word)
    return tuple(once.values())[:MAX_KEYWORDS]


def read_caption(said: Tags) -> str:
    names = {name.casefold() for name in said.texts("IFD0:Make", "IFD0:Model")}
    words = (
        text
        for text in said.texts(*_CAPTIONS)
        if text.casefold() not in names and not _CAMERA_DEFAULTS.fullmatch(text)
    )
    return next(words, "")[:MAX_CAPTION_LENGTH]


def read_content_id(said: Tags) -> str:
    """What the still and the film of one Live Photo have in common."""
    text = said.text("Apple:ContentIdentifier", "Keys:ContentIdentifier")
    return text.upper() if _CONTENT_ID.fullmatch(text) else ""


def _normalize(word: str) -> str:
    return " ".join(word.split())[:MAX_KEYWORD_LENGTH]
