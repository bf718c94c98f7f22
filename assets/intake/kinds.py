"""What a file is: its first bytes say it, its name only where they are silent."""

from enum import StrEnum
from typing import NamedTuple

from assets.intake import magic, refusals
from assets.intake.refusals import Reason, Unwelcome

HEAD = 4096


class Kind(StrEnum):
    PHOTO = "photo"
    RAW = "raw"
    FILM = "film"
    SIDECAR = "sidecar"


class Detected(NamedTuple):
    kind: Kind
    extension: str


KINDS = {
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
SAME = {
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
TEXTS = {"aae", "cos", "dop", "pp3"}
AUDIO = {"3ga", "m4a", "m4b", "mka", "weba", "wma"}

_RAWS = {extension for extension, kind in KINDS.items() if kind is Kind.RAW}
# Most cameras write their RAW as TIFF; the small JPEG beside a film is no photo of its own.
_LEFT_OPEN = {"tif": _RAWS, "dng": _RAWS, "rw2": {"rwl"}, "jpg": {"thm"}}

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
_INLINE = {"avif", "bmp", "gif", "jpg", "m4v", "mov", "mp4", "png", "webm", "webp"}


def detect(head: bytes, name: str) -> Detected:
    """What a file is that begins with these bytes, or why it is Unwelcome."""
    head, suffix = head[:HEAD], _suffix(name)
    extension = _by_bytes(head, suffix) or _by_text(head, suffix) or _by_name(suffix)
    return Detected(KINDS[extension], extension)


def content_type(extension: str) -> str:
    """What it may be served as: nothing that a browser would run is among these."""
    return _CONTENT_TYPES.get(extension, "application/octet-stream")


def is_shown_inline(extension: str) -> bool:
    """Whether browsers show it; all else is handed over as a file."""
    return extension in _INLINE


def _suffix(name: str) -> str:
    stem, _, suffix = name.strip().rpartition(".")
    return suffix.lower() if stem else ""


def _by_bytes(head: bytes, suffix: str) -> str:
    extension = magic.format_of(head)
    if KINDS.get(extension) is Kind.FILM and suffix in AUDIO:
        raise Unwelcome(Reason.AUDIO)
    return suffix if suffix in _LEFT_OPEN.get(extension, ()) else extension


def _by_text(head: bytes, suffix: str) -> str:
    """Only sidecars are text. Of these XMP is read, so it must be XMP; the rest is only kept."""
    if reason := refusals.reason_against(head):
        raise Unwelcome(reason)
    text = magic.text_in(head)
    if text and not _is_sidecar(text, suffix):
        raise Unwelcome(refusals.reason_against_text(text))
    return suffix if text else ""


def _is_sidecar(text: str, suffix: str) -> bool:
    if suffix == "xmp":
        return any(mark in text for mark in ("<?xpacket", "xmpmeta", "rdf:rdf"))
    return suffix in TEXTS


def _by_name(suffix: str) -> str:
    """A photographer's damaged file is kept as what it was."""
    extension = SAME.get(suffix, suffix)
    if KINDS.get(extension, Kind.SIDECAR) is Kind.SIDECAR:
        raise Unwelcome(Reason.UNKNOWN)
    return extension
