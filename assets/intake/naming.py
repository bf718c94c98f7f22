"""Clean the names of incoming files. They are cleaned once and never change afterwards."""

import re
import unicodedata

UNNAMED = "unnamed"
MAX_NAME_LENGTH = 255
MAX_FOLDER_LENGTH = 500

# Line breaks and control characters can forge headers and lists. Bidi overrides can make
# "gpj.exe" look like "exe.jpg".
_UNSAFE_CHARACTERS = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def clean_filename(name: str | bytes) -> str:
    """Return the last part of a path as a name that is safe to store and to show."""
    return _clean_part(_split_path(name)[-1]) or UNNAMED


def clean_folder(path: str | bytes) -> str:
    """Return the folder that a file came from. It's only a label, never used as a path."""
    # If it's too long, the innermost folders are kept.
    label = ""
    for part in map(_clean_part, reversed(_split_path(path))):
        longer = f"{part}/{label}".strip("/")
        if len(longer) > MAX_FOLDER_LENGTH:
            break
        label = longer
    return label


def normalize_stem(name: str) -> str:
    """Return the name that files of one picture share: "img_1" for IMG_1.CR2 and img_1.jpg."""
    return _fold_case(_split_extension(name)[0])


def is_sidecar_of(sidecar: str, picture: str) -> bool:
    # IMG_1.xmp belongs to every file called IMG_1, but IMG_1.CR2.xmp only to IMG_1.CR2.
    return normalize_stem(sidecar) in {normalize_stem(picture), _fold_case(picture)}


def _fold_case(name: str) -> str:
    # Folding can turn one character into three, so the result is cut.
    return name.casefold()[:MAX_NAME_LENGTH]


def _split_path(path: str | bytes) -> list[str]:
    text = path.decode("utf-8", "replace") if isinstance(path, bytes) else path
    return _UNSAFE_CHARACTERS.sub("", text).replace("\\", "/").split("/")


def _clean_part(part: str) -> str:
    # Truncated before normalizing as well, because long runs of accents are slow to normalize.
    whole = _SURROGATES.sub("\ufffd", part).strip()
    name = _truncate(
        unicodedata.normalize("NFC", _truncate(whole, 4 * MAX_NAME_LENGTH)), MAX_NAME_LENGTH
    )
    return "" if name in {".", ".."} else name


def _truncate(name: str, max_bytes: int) -> str:
    """Shorten a name to a number of bytes of UTF-8, keeping its extension."""
    if len(name.encode()) <= max_bytes:
        return name
    start, extension = _split_extension(name)
    return (
        start.encode()[: max_bytes - len(extension)].decode(errors="ignore").rstrip() + extension
    )


def _split_extension(name: str) -> tuple[str, str]:
    """Split off the extension with its dot, if the name has a plausible one."""
    start, dot, extension = name.rpartition(".")
    is_extension = extension.isascii() and extension.isalnum() and len(extension) <= 8
    return (start, dot + extension) if start and is_extension else (name, "")
