"""Names of arriving files: cleaned once, and then kept for ever as they came."""

import re
import unicodedata

UNNAMED = "unnamed"
MAX_NAME_LENGTH = 255
MAX_FOLDER_LENGTH = 500

# Line breaks and control characters forge headers and lists; bidi overrides turn "gpj.exe" round.
_UNSAFE_CHARACTERS = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def clean_filename(name: str | bytes) -> str:
    """The last part of a path, as a name that every database and every page can hold."""
    return _clean_part(_split_path(name)[-1]) or UNNAMED


def clean_folder(path: str | bytes) -> str:
    """The folder that a file came in, as a label and never as a path; the nearest parts count."""
    label = ""
    for part in map(_clean_part, reversed(_split_path(path))):
        longer = f"{part}/{label}".strip("/")
        if len(longer) > MAX_FOLDER_LENGTH:
            break
        label = longer
    return label


def normalize_stem(name: str) -> str:
    """What the files of one picture share: IMG_1.CR2, img_1.jpg and IMG_1.xmp are all img_1."""
    return _fold_case(_split_extension(name)[0])


def is_sidecar_of(sidecar: str, picture: str) -> bool:
    """IMG_1.xmp speaks of every IMG_1, IMG_1.CR2.xmp of IMG_1.CR2 and not of IMG_1.JPG."""
    return normalize_stem(sidecar) in {normalize_stem(picture), _fold_case(picture)}


def _fold_case(name: str) -> str:
    """Without regard to case; a letter may become three, so it is cut as well."""
    return name.casefold()[:MAX_NAME_LENGTH]


def _split_path(path: str | bytes) -> list[str]:
    text = path.decode("utf-8", "replace") if isinstance(path, bytes) else path
    return _UNSAFE_CHARACTERS.sub("", text).replace("\\", "/").split("/")


def _clean_part(part: str) -> str:
    """Cut twice: long runs of accents are slow to put in order."""
    whole = _SURROGATES.sub("\ufffd", part).strip()
    name = _truncate(
        unicodedata.normalize("NFC", _truncate(whole, 4 * MAX_NAME_LENGTH)), MAX_NAME_LENGTH
    )
    return "" if name in {".", ".."} else name


def _truncate(name: str, most: int) -> str:
    """At most so many bytes, and so at most so many characters; the extension stays."""
    if len(name.encode()) <= most:
        return name
    start, extension = _split_extension(name)
    room = most - len(extension)
    return start.encode()[:room].decode(errors="ignore").rstrip() + extension


def _split_extension(name: str) -> tuple[str, str]:
    """The extension with its dot: short, plain, and not all there is."""
    start, dot, extension = name.rpartition(".")
    is_extension = extension.isascii() and extension.isalnum() and len(extension) <= 8
    return (start, dot + extension) if start and is_extension else (name, "")
