"""Recognize files that are refused: programs, archives, documents, web pages and others."""

import codecs
import re
from enum import StrEnum

from assets.intake import magic


class Reason(StrEnum):
    EMPTY = "empty"
    SVG = "svg"
    WEB_PAGE = "web page"
    PDF = "pdf"
    POSTSCRIPT = "postscript"
    DJVU = "djvu"
    ARCHIVE = "archive"
    PROGRAM = "program"
    AUDIO = "audio"
    DOCUMENT = "document"
    TEXT = "text"
    UNKNOWN = "unknown"


class UnsupportedFile(Exception):
    """A file of a type that can't be stored here."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


_SIGNATURES = {
    reason: re.compile(pattern, re.DOTALL)
    for reason, pattern in {
        Reason.AUDIO: rb"ID3|\xff[\xf1-\xf3\xf9-\xfb]|fLaC|OggS|MThd|caff|#!AMR"
        rb"|RIFF.{4}WAVE|FORM.{4}AIF[CF]|\x00\x00.{2}ftyp(?:M4[ABP] |F4[AB] |aax )",
        Reason.PDF: rb".{0,1019}?%PDF-",
        Reason.POSTSCRIPT: rb"\x04?%!|\xc5\xd0\xd3\xc6",
        Reason.DJVU: rb"AT&TFORM",
        Reason.ARCHIVE: rb"PK(?:\x03\x04|\x05\x06|\x07\x08)|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c"
        rb"|\x1f[\x8b\x9d\xa0]|BZh[1-9]|\xfd7zXZ\x00|\x28\xb5\x2f\xfd|\x04\x22\x4d\x18"
        rb"|MSCF\x00|xar!|!<arch>|.{257}ustar",
        Reason.PROGRAM: rb"\x7fELF|MZ|#!|\x00asm|dex\n|\xca\xfe\xba[\xbe\xbf]"
        rb"|\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe|L\x00{3}\x01\x14\x02\x00",
        Reason.DOCUMENT: rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1|\{\\rtf|ITSF\x03",
    }.items()
}
_MARKUP = {
    Reason.SVG: re.compile(rb"<(?:[a-z0-9_]{1,32}:)?svg\b"),
    Reason.WEB_PAGE: re.compile(rb"<(?:!doctype html|html|head|body|script|iframe)\b"),
    Reason.PROGRAM: re.compile(rb"<\?php\b"),
}


def find_reason(head: bytes) -> Reason | None:
    """Return why a file is refused, or None. Call it only if the head isn't a photo or video."""
    if not head:
        return Reason.EMPTY
    ascii_text = magic.strip_nulls(head).lower()
    stripped = head.removeprefix(codecs.BOM_UTF8).lstrip()
    by_signature = (
        reason
        for reason, pattern in _SIGNATURES.items()
        if pattern.match(head) or pattern.match(stripped)
    )
    by_markup = (reason for reason, pattern in _MARKUP.items() if pattern.search(ascii_text))
    return next(by_signature, None) or next(by_markup, None)


def find_text_reason(text: str) -> Reason:
    return Reason.WEB_PAGE if text.startswith("<") else Reason.TEXT
