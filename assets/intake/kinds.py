"""Detect the type of a file: by its first bytes, and by its name only if those don't say."""

from enum import StrEnum
from typing import NamedTuple

from assets.intake import magic, refusals
from assets.intake.refusals import Reason, UnsupportedFile

# How many bytes at the start of a file decide its type.
HEAD_SIZE = 4096


class Kind(StrEnum):
    PHOTO = "photo"
    RAW = "raw"
    FILM = "film"
    SIDECAR = "sidecar"


class FileType(NamedTuple):
    kind: Kind
    extension: str


KIND_BY_EXTENSION = {
    extension: kind
    for kind, extensions in {
        Kind.PHOTO: "avif bmp gif heic j2k jp2 jpg jxl png psb psd tif webp",
        Kind.RAW: "3fr arw bay cap cr2 cr3 crw dcr dng erf fff gpr iiq k25 kdc mdc mef mos mrw"
        " nef nrw orf pef raf raw rw2 rwl sr2 srf srw x3f",
        Kind.FILM: "3gp avi m4v mkv mov mp4 mpg mts webm wmv",
        Kind.SIDECAR: "aae cos dop pp3 thm xmp",
    }.items()
    for extension in extensions.split()
}
EXTENSION_ALIASES = {
    name: extension
    for extension, names in {
        "jpg": "jpeg jpe jfif mpo",
        "tif": "tiff",
        "heic": "heif hif",
        "bmp": "dib",
        "j2k": "j2c jpc",
        "jp2": "jpf jpx",
        "3gp": "3g2 3gpp",
        "mov": "qt",
        "mpg": "mpe mpeg m2v mod vob",
        "mts": "m2t m2ts tod ts",
        "wmv": "asf",
    }.items()
    for name in names.split()
}
TEXT_SIDECARS = {"aae", "cos", "dop", "pp3"}
AUDIO_EXTENSIONS = {"3ga", "m4a", "m4b", "mka", "weba", "wma"}

_RAW_EXTENSIONS = {extension for extension, kind in KIND_BY_EXTENSION.items() if kind is Kind.RAW}
# Suffixes that are more exact than what the bytes say. Most RAW formats are TIFF inside, and a
# THM is the thumbnail of a video in JPEG format, not a photo.
_REFINED_BY_SUFFIX = {
    "tif": _RAW_EXTENSIONS,
    "dng": _RAW_EXTENSIONS,
    "rw2": {"rwl"},
    "jpg": {"thm"},
}

_CONTENT_TYPES = {
    "avif": "image/avif",
    "bmp": "image/bmp",
    "gif": "image/gif",
    "heic": "image/heic",
    "jp2": "image/jp2",
    "jpg": "image/jpeg",
    "jxl": "image/jxl",
    "png": "image/png",
    "tif": "image/tiff",
    "webp": "image/webp",
    "3gp": "video/3gpp",
    "avi": "video/x-msvideo",
    "m4v": "video/mp4",
    "mkv": "video/x-matroska",
    "mov": "video/quicktime",
    "mp4": "video/mp4",
    "mpg": "video/mpeg",
    "mts": "video/mp2t",
    "webm": "video/webm",
    "wmv": "video/x-ms-wmv",
}
_INLINE_EXTENSIONS = {"avif", "bmp", "gif", "jpg", "m4v", "mov", "mp4", "png", "webm", "webp"}


def detect_type(head: bytes, name: str) -> FileType:
    """Return the type of a file by its head and name. Raise UnsupportedFile if it isn't taken."""
    head, suffix = head[:HEAD_SIZE], _get_suffix(name)
    extension = (
        _detect_by_bytes(head, suffix) or _detect_by_text(head, suffix) or _detect_by_name(suffix)
    )
    return FileType(KIND_BY_EXTENSION[extension], extension)


def get_content_type(extension: str) -> str:
    """Return the content type to serve. None of these can run code in a browser."""
    return _CONTENT_TYPES.get(extension, "application/octet-stream")


def is_inline(extension: str) -> bool:
    """Return whether browsers can show it. Other files are sent as attachments."""
    return extension in _INLINE_EXTENSIONS


def _get_suffix(name: str) -> str:
    stem, _, suffix = name.strip().rpartition(".")
    return suffix.lower() if stem else ""


def _detect_by_bytes(head: bytes, suffix: str) -> str:
    extension = magic.detect_extension(head)
    if KIND_BY_EXTENSION.get(extension) is Kind.FILM and suffix in AUDIO_EXTENSIONS:
        raise UnsupportedFile(Reason.AUDIO)
    return suffix if suffix in _REFINED_BY_SUFFIX.get(extension, ()) else extension


def _detect_by_text(head: bytes, suffix: str) -> str:
    # Only sidecars are text. XMP is parsed later, so it must be XMP. The others are only stored.
    if reason := refusals.find_reason(head):
        raise UnsupportedFile(reason)
    text = magic.extract_text(head)
    if text and not _is_sidecar(text, suffix):
        raise UnsupportedFile(refusals.find_text_reason(text))
    return suffix if text else ""


def _is_sidecar(text: str, suffix: str) -> bool:
    if suffix == "xmp":
        return any(marker in text for marker in ("<?xpacket", "xmpmeta", "rdf:rdf"))
    return suffix in TEXT_SIDECARS


def _detect_by_name(suffix: str) -> str:
    # A damaged photo has no valid head, but the photographer still wants it stored.
    extension = EXTENSION_ALIASES.get(suffix, suffix)
    if KIND_BY_EXTENSION.get(extension, Kind.SIDECAR) is Kind.SIDECAR:
        raise UnsupportedFile(Reason.UNKNOWN)
    return extension
