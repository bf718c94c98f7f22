"""Names of arriving files: cleaned once, and then kept for ever as they came."""

import re
import unicodedata

UNNAMED = "unnamed"
LONGEST_NAME = 255
LONGEST_FOLDER = 500

# Line breaks and control characters forge headers and lists; bidi overrides turn "gpj.exe" round.
_HARMFUL = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_HALVES = re.compile("[\ud800-\udfff]")


def cleaned(name: str | bytes) -> str:
    """The last part of a path, as a name that every database and every page can hold."""
    return _tidy(_parts(name)[-1]) or UNNAMED


def folder(path: str | bytes) -> str:
    """The folder that a file came in, as a label and never as a path; the nearest parts count."""
    label = ""
    for part in map(_tidy, reversed(_parts(path))):
        longer = f"{part}/{label}".strip("/")
        if len(longer) > LONGEST_FOLDER:
            break
        label = longer
    return label


def stem(name: str) -> str:
    """What the files of one picture share: IMG_1.CR2, img_1.jpg and IMG_1.xmp are all img_1."""
    return _folded(_split(name)[0])


def is_sidecar_of(sidecar: str, picture: str) -> bool:
    """IMG_1.xmp speaks of every IMG_1, IMG_1.CR2.xmp of IMG_1.CR2 and not of IMG_1.JPG."""
    return stem(sidecar) in {stem(picture), _folded(picture)}


def _folded(name: str) -> str:
    """Without regard to case; a letter may become three, so it is cut as well."""
    return name.casefold()[:LONGEST_NAME]


def _parts(path: str | bytes) -> list[str]:
    text = path.decode("utf-8", "replace") if isinstance(path, bytes) else path
    return _HARMFUL.sub("", text).replace("\\", "/").split("/")


def _tidy(part: str) -> str:
    """Cut twice: long runs of accents are slow to put in order."""
    whole = _HALVES.sub("\ufffd", part).strip()
    name = _cut(unicodedata.normalize("NFC", _cut(whole, 4 * LONGEST_NAME)), LONGEST_NAME)
    return "" if name in {".", ".."} else name


def _cut(name: str, most: int) -> str:
    """At most so many bytes, and so at most so many characters; the extension stays."""
    if len(name.encode()) <= most:
        return name
    start, extension = _split(name)
    room = most - len(extension)
    return start.encode()[:room].decode(errors="ignore").rstrip() + extension


def _split(name: str) -> tuple[str, str]:
    """The extension with its dot: short, plain, and not all there is."""
    start, dot, extension = name.rpartition(".")
    is_extension = extension.isascii() and extension.isalnum() and len(extension) <= 8
    return (start, dot + extension) if start and is_extension else (name, "")
