"""Read the rating, the keywords, the caption and the content ID."""

import re

from assets.processing.metadata.tags import Tags

MAX_KEYWORDS = 200
MAX_KEYWORD_LENGTH = 120
MAX_CAPTION_LENGTH = 10_000

_CAPTIONS = ("XMP-dc:Description", "IPTC:Caption-Abstract", "IFD0:ImageDescription")
# Cameras write their own name where a person's caption belongs.
_CAMERA_DEFAULTS = re.compile(
    r"(?i)(olympus|minolta|konica minolta|samsung|sony|ricoh|pentax|sanyo|casio|vivitar)?"
    r"\s*(digital (still )?camera|dsc|exif[_ ]jpeg[_ ]\w+|default|untitled|my great photo)"
    r"|dcim[\\/].*|\W*"
)
_CONTENT_ID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def read_rating(tags: Tags) -> int | None:
    number = tags.number("XMP-xmp:Rating", "IFD0:Rating")
    return int(number) if number is not None and 0 <= number <= 5 else None


def read_keywords(tags: Tags) -> tuple[str, ...]:
    """Return the keywords in their order, each once."""
    keywords: dict[str, str] = {}
    for word in filter(None, map(_normalize, tags.texts("XMP-dc:Subject", "IPTC:Keywords"))):
        keywords.setdefault(word.casefold(), word)
    return tuple(keywords.values())[:MAX_KEYWORDS]


def read_caption(tags: Tags) -> str:
    names = {name.casefold() for name in tags.texts("IFD0:Make", "IFD0:Model")}
    captions = (
        text
        for text in tags.texts(*_CAPTIONS)
        if text.casefold() not in names and not _CAMERA_DEFAULTS.fullmatch(text)
    )
    return next(captions, "")[:MAX_CAPTION_LENGTH]


def read_content_id(tags: Tags) -> str:
    """Return the ID that the photo and the video of one Live Photo share."""
    text = tags.text("Apple:ContentIdentifier", "Keys:ContentIdentifier")
    return text.upper() if _CONTENT_ID.fullmatch(text) else ""


def _normalize(word: str) -> str:
    return " ".join(word.split())[:MAX_KEYWORD_LENGTH]
