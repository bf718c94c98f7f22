"""Detect file formats by their first bytes."""

import codecs
import re
from collections.abc import Iterator
from typing import Literal

_TIFF = rb"(?:II\*\x00|MM\x00\*)"
_EBML = rb"\x1aE\xdf\xa3"

# All patterns are anchored and bounded, so that no file can make them slow.
_PATTERNS = {
    extension: re.compile(pattern, re.DOTALL)
    for extension, pattern in {
        "jpg": rb"\xff\xd8\xff",
        "png": rb"\x89PNG\r\n\x1a\n",
        "gif": rb"GIF8[79]a",
        "webp": rb"RIFF.{4}WEBP",
        "bmp": rb"BM.{12}[\x0c\x28\x34\x38\x40\x6c\x7c]\x00\x00\x00",
        "jxl": rb"\xff\x0a|\x00\x00\x00\x0cJXL \r\n\x87\n",
        "jp2": rb"\x00\x00\x00\x0cjP  \r\n\x87\n",
        "j2k": rb"\xff\x4f\xff\x51",
        "psd": rb"8BPS\x00\x01",
        "psb": rb"8BPS\x00\x02",
        "cr2": _TIFF + rb".{4}CR",
        "iiq": _TIFF + rb".{4}(?:IIII|MMMM)",
        "crw": rb"(?:II|MM).{4}HEAPCCDR",
        "orf": rb"IIR[OS]\x08\x00|MMOR\x00",
        "raf": rb"FUJIFILMCCD-RAW",
        "rw2": rb"IIU\x00",
        "x3f": rb"FOVb.\x00.\x00",
        "mrw": rb"\x00MRM",
        "webm": _EBML + rb".{0,64}?B\x82.{1,8}?webm",
        "mkv": _EBML,
        "avi": rb"RIFF.{4}AVI ",
        "mts": rb"(?:G.{187}){2}G|.{4}(?:G.{191}){2}G",
        "mpg": rb"\x00\x00\x01[\xb3\xba]",
        "wmv": rb"\x30\x26\xb2\x75\x8e\x66\xcf\x11",
        "mov": rb"\x00.{3}(?:free|moov|pnot|skip|wide)|[^ -\x7f].{3}mdat",
    }.items()
}

# Brands of ISO media files. Those with an empty extension are audio.
_BRANDS = {
    brand: extension
    for extension, brands in {
        "avif": (b"avif", b"avis"),
        "heic": (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"),
        "cr3": (b"crx ",),
        "mov": (b"qt  ",),
        "m4v": (b"M4V ", b"M4VH", b"M4VP"),
        "mp4": (b"mp41", b"mp42", b"mp71", b"mmp4", b"avc1", b"dash", b"f4v ", b"MSNV", b"XAVC"),
        "": (b"M4A ", b"M4B ", b"M4P ", b"F4A ", b"F4B ", b"aax "),
    }.items()
    for brand in brands
}
_HEIF_STILL_BRANDS = {b"mif1", b"mif2", b"msf1", b"miaf"}

_BYTE_ORDERS: dict[bytes, Literal["little", "big"]] = {b"II*\0": "little", b"MM\0*": "big"}
_BIG_TIFF = {b"II+\0", b"MM\0+"}
_DNG_VERSION = 0xC612

_CONTROL_CHARACTERS = re.compile("[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f]")
_NON_ASCII_BYTES = bytes(range(0x80, 0x100))
_UTF16_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def detect_extension(head: bytes) -> str:
    """Return the extension of the format, or "" if it's unknown."""
    if head[:2] == b"\0\0" and head[4:8] == b"ftyp":
        return _extension_by_brands(list(_read_brands(head)))
    matching = (ext for ext, pattern in _PATTERNS.items() if pattern.match(head))
    return next(matching, "") or _detect_tiff(head)


def extract_text(head: bytes) -> str:
    """Return the head of a text file in lower case, or "" if it isn't text."""
    text = _decode_text(head)
    return "" if _CONTROL_CHARACTERS.search(text) else text.strip().lower()


def strip_nulls(text: bytes) -> bytes:
    """Turn UTF-16 into something that ASCII words can be found in."""
    return text.replace(b"\0", b"")


def _read_brands(head: bytes) -> Iterator[bytes]:
    """Yield the major brand, then the compatible brands."""
    # The four bytes between them are a version.
    size = int.from_bytes(head[:4])
    yield head[8:12]
    for start in range(16, min(size, len(head)), 4):
        yield head[start : start + 4]


def _extension_by_brands(brands: list[bytes]) -> str:
    known = [
        extension for brand in brands if (extension := _extension_by_brand(brand)) is not None
    ]
    if brands[0] in _HEIF_STILL_BRANDS:
        return "avif" if "avif" in known else "heic"
    return next(iter(known), "")


def _extension_by_brand(brand: bytes) -> str | None:
    families = {b"iso": "mp4", b"3ge": "3gp", b"3gg": "3gp", b"3gp": "3gp", b"3g2": "3gp"}
    return _BRANDS.get(brand, families.get(brand[:3]))


def _detect_tiff(head: bytes) -> str:
    # A DNG has its version tag in the first directory, which is usually near the beginning.
    order = _BYTE_ORDERS.get(head[:4])
    if not order:
        return "tif" if head[:4] in _BIG_TIFF else ""
    directory = int.from_bytes(head[4:8], order)
    entries = directory + 2
    count = int.from_bytes(head[directory:entries], order)
    end = min(entries + 12 * count, len(head))
    tags = (int.from_bytes(head[start : start + 2], order) for start in range(entries, end, 12))
    return "dng" if _DNG_VERSION in tags else "tif"


def _decode_text(head: bytes) -> str:
    # The incremental decoder accepts a head that ends in the middle of a character.
    encoding = "utf-16" if head.startswith(_UTF16_BOMS) else "utf-8-sig"
    try:
        return codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        # Text in an older encoding is mostly ASCII.
        is_latin1 = 2 * len(head.translate(None, _NON_ASCII_BYTES)) >= len(head)
        return head.decode("latin-1") if is_latin1 else ""
