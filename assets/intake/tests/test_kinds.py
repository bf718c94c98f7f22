import contextlib
import io
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from assets.intake import kinds
from assets.intake.kinds import HEAD_SIZE, Kind, Reason, UnsupportedFile, detect_type

NOISE = bytes(range(256)) * 2
TAG = b"\xc6\x12\x00\x01\x00\x00\x00\x04\x01\x04\x00\x00"


def ftyp(major, *compatible):
    brands = major + b"\0\0\0\1" + b"".join(compatible)
    return (8 + len(brands)).to_bytes(4) + b"ftyp" + brands + NOISE


def tiff(tags=b"", magic=b"MM\0*", first=8):
    count = len(tags) // 12
    return magic + first.to_bytes(4) + count.to_bytes(2) + tags + NOISE


def encode_image(format_name):
    file = io.BytesIO()
    Image.new("RGB", (8, 6), "teal").save(file, format_name)
    return file.getvalue()


def refusal_reason(head, name):
    with pytest.raises(UnsupportedFile) as refusal:
        detect_type(head, name)
    return refusal.value.reason


@pytest.mark.parametrize(
    ("format_name", "extension"),
    [
        ("JPEG", "jpg"),
        ("MPO", "jpg"),
        ("PNG", "png"),
        ("GIF", "gif"),
        ("WEBP", "webp"),
        ("BMP", "bmp"),
        ("TIFF", "tif"),
        ("AVIF", "avif"),
        ("JPEG2000", "jp2"),
    ],
)
@pytest.mark.parametrize("name", ["photo.jpg", "photo.heic", "clip.mov", "page.html", "photo", ""])
def test_photo_is_detected_by_its_bytes_whatever_its_name(format_name, extension, name):
    assert detect_type(encode_image(format_name), name) == (Kind.PHOTO, extension)


FORMATS = {
    "photo psd": b"8BPS\0\1" + NOISE,
    "photo psb": b"8BPS\0\2" + NOISE,
    "photo j2k": b"\xff\x4f\xff\x51\0\x2f" + NOISE,
    "photo jxl": b"\0\0\0\x0cJXL \r\n\x87\n" + NOISE,
    "photo tif": b"II+\0\x08\0\0\0" + NOISE,
    "raw cr2": b"II*\0\x10\0\0\0CR\2\0" + NOISE,
    "raw cr3": ftyp(b"crx ", b"crx ", b"isom"),
    "raw crw": b"II\x1a\0\0\0HEAPCCDR\2\0\1\0" + NOISE,
    "raw iiq": b"MM\0*\0\0\0\x10MMMM" + NOISE,
    "raw mrw": b"\0MRM\0\1\0\0" + NOISE,
    "raw orf": b"IIRS\x08\0\0\0" + NOISE,
    "raw raf": b"FUJIFILMCCD-RAW 0201" + NOISE,
    "raw rw2": b"IIU\0\x18\0\0\0" + NOISE,
    "raw x3f": b"FOVb\2\0\2\0" + NOISE,
    "film mpg": b"\0\0\1\xba" + NOISE,
    "film avi": b"RIFF\0\1\0\0AVI LIST" + NOISE,
    "film wmv": b"\x30\x26\xb2\x75\x8e\x66\xcf\x11" + NOISE,
    "film mkv": b"\x1aE\xdf\xa3\xa3\x42\x86\x81\1\x42\x82\x88matroska" + NOISE,
    "film webm": b"\x1aE\xdf\xa3\x9f\x42\x86\x81\1\x42\x82\x84webm" + NOISE,
    "film mts": (b"G" + b"\xff" * 187) * 4,
    "film 3gp": ftyp(b"3gp5", b"isom"),
    "film m4v": ftyp(b"M4V ", b"mp42"),
    "film mp4": ftyp(b"XAVC", b"mp42", b"iso2"),
    "film mov": b"\0\0\1\0moov" + NOISE,
}


@pytest.mark.parametrize(("kind_and_extension", "head"), FORMATS.items(), ids=FORMATS)
@pytest.mark.parametrize("name", ["photo.jpg", "file.txt", "file"])
def test_format_is_detected_by_its_first_bytes(kind_and_extension, head, name):
    assert " ".join(detect_type(head, name)) == kind_and_extension


@pytest.mark.parametrize(
    ("head", "kind_and_extension"),
    [
        (b"\xff\x0a\xfa\x1f" + NOISE, "photo jxl"),
        (b"MMOR\0\0\0\x08" + NOISE, "raw orf"),
        (b"".join(b"\0\0\0\1G" + b"\xff" * 187 for _ in range(3)), "film mts"),
        (b"\xd0\0\0\0mdat" + NOISE, "film mov"),
        (ftyp(b"qt  "), "film mov"),
        (ftyp(b"zzzz", b"qt  "), "film mov"),
        (ftyp(b"heic", b"mif1", b"MiHE", b"heic"), "photo heic"),
        (ftyp(b"mif1", b"heix"), "photo heic"),
        (ftyp(b"msf1", b"iso8", b"hevc"), "photo heic"),
        (ftyp(b"mif1", b"miaf", b"avif"), "photo avif"),
        (ftyp(b"avis", b"msf1", b"iso8"), "photo avif"),
    ],
)
def test_every_variant_of_a_format_is_detected(head, kind_and_extension):
    assert " ".join(detect_type(head, "")) == kind_and_extension


@pytest.mark.parametrize("name", ["a.NEF", "a.arw", "a.kdc", "a.3fr", "a.raw", "a.gpr", "a.dng"])
def test_raw_in_tiff_format_is_detected_by_its_name(name):
    extension = name[2:].lower()
    assert detect_type(encode_image("TIFF"), name) == (Kind.RAW, extension)
    assert detect_type(tiff(TAG), name) == (Kind.RAW, extension)


@pytest.mark.parametrize("name", ["a.tif", "a.jpg", "a", "a.nef.tif", ".nef"])
def test_dng_is_detected_by_its_version_tag(name):
    small = b"II*\0\x08\0\0\0\2\0" + b"\xfe\0" + b"\0" * 10 + b"\x12\xc6" + b"\0" * 10
    assert detect_type(tiff(TAG), name) == detect_type(small, name) == (Kind.RAW, "dng")
    assert detect_type(tiff(b"\1\0" + TAG[:2] + b"\0" * 8), name) == (Kind.PHOTO, "tif")


@pytest.mark.parametrize("first", [0, 7, HEAD_SIZE - 1, HEAD_SIZE, 2**32 - 1])
def test_tiff_directory_outside_the_head_is_ignored(first):
    head = tiff(first=first)[:8] + b"\xff" * HEAD_SIZE
    assert detect_type(head, "a.tif") == (Kind.PHOTO, "tif")


def test_thumbnail_of_a_video_is_a_sidecar():
    assert detect_type(encode_image("JPEG"), "MVI_0001.THM") == (Kind.SIDECAR, "thm")
    assert detect_type(FORMATS["raw rw2"], "L1000001.RWL") == (Kind.RAW, "rwl")


@pytest.mark.parametrize(
    "damage", [b"\0", b"\xff", NOISE, encode_image("JPEG")[3:], ftyp(b"zzzz")]
)
@pytest.mark.parametrize(
    ("name", "kind_and_extension"),
    [
        ("broken.jpg", "photo jpg"),
        ("BROKEN.JPEG", "photo jpg"),
        ("broken.HIF", "photo heic"),
        ("broken.tiff", "photo tif"),
        ("RAW_DC120.KDC", "raw kdc"),
        ("broken.nef ", "raw nef"),
        ("00000.M2TS", "film mts"),
    ],
)
def test_damaged_file_gets_the_type_of_its_name(damage, name, kind_and_extension):
    assert " ".join(detect_type(damage * 64, name)) == kind_and_extension


@pytest.mark.parametrize(
    "name", ["file", "file.", ".jpg", "file.exe", "a.jpg.bin", "a.xmp", "a.thm"]
)
def test_file_with_unknown_bytes_and_name_is_refused(name):
    assert refusal_reason(NOISE, name) == Reason.UNKNOWN


XMP = b"<?xpacket begin='\xef\xbb\xbf'?>\n<x:xmpmeta xmlns:x='adobe:ns:meta/'>"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("IMG_1.xmp", XMP),
        ("IMG_1.CR2.XMP", b"\xef\xbb\xbf<?xml version='1.0'?>\n<x:xmpmeta>"),
        ("IMG_1.xmp", b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"),
        ("IMG_1.xmp", XMP.decode().encode("utf-16")),
        ("IMG_1.AAE", b"<?xml version='1.0'?>\n<!DOCTYPE plist PUBLIC '-//Apple//'><plist>"),
        ("IMG_1.NEF.dop", b"Sidecar = {\nDate = '2026-05-02',"),
        ("IMG_1.NEF.pp3", "[Version]\nAppVersion=5.11\nArtist=Zoë".encode("latin-1")),
        ("IMG_1.cos", b"<?xml version='1.0'?><SL Engine='1300'>"),
    ],
)
def test_sidecar_is_text_with_the_right_suffix(name, text):
    assert detect_type(text, name) == (Kind.SIDECAR, name.rpartition(".")[2].lower())


def test_other_text_is_not_accepted_as_a_sidecar():
    assert refusal_reason(b"[Version]", "a.thm") == Reason.TEXT
    assert refusal_reason(b"<plist>", "a.xmp") == Reason.WEB_PAGE
    assert refusal_reason(XMP + b"<svg onload='alert(1)'>", "a.xmp") == Reason.SVG
    assert refusal_reason(XMP, "a.jpg") == Reason.WEB_PAGE


def test_head_can_be_long_or_end_within_a_character():
    assert detect_type(XMP + b" " * HEAD_SIZE + NOISE, "a.xmp") == (Kind.SIDECAR, "xmp")
    cut = ("я" * HEAD_SIZE).encode()[: HEAD_SIZE - 1]
    assert refusal_reason(cut, "a.jpg") == Reason.TEXT


@given(st.binary(max_size=600), st.text(max_size=20))
@example(b"RIFF", "a.wav")
@example(b"\0\0\0\x08ftyp", "a.mp4")
@example(b"II*\0\xff\xff\xff\xff", "a.tif")
def test_any_bytes_are_detected_or_refused(head, name):
    with contextlib.suppress(UnsupportedFile):
        kind, extension = detect_type(head, name)
        assert re.fullmatch("[a-z0-9]{1,8}", extension)
        assert kinds.KIND_BY_EXTENSION[extension] == kind


@given(
    st.sampled_from([*kinds.KIND_BY_EXTENSION, *kinds.EXTENSION_ALIASES]),
    st.binary(max_size=40),
)
def test_every_known_suffix_gives_a_known_extension(suffix, tail):
    with contextlib.suppress(UnsupportedFile):
        kind, extension = detect_type(b"\0\0" + tail, f"a.{suffix.upper()}")
        assert kinds.KIND_BY_EXTENSION[extension] == kind


def test_content_types_never_run_code_in_a_browser():
    types = {kinds.get_content_type(extension) for extension in kinds.KIND_BY_EXTENSION}
    assert {"image/jpeg", "video/quicktime", "application/octet-stream"} <= types
    assert all(re.fullmatch("(image|video)/[a-z0-9-]+|application/octet-stream", t) for t in types)
    for active in ["svg", "html", "xml", "pdf", "js", "xmp", "", "JPG", "nef", "psd"]:
        assert kinds.get_content_type(active) == "application/octet-stream"
        assert not kinds.is_inline(active)


@pytest.mark.parametrize("extension", ["jpg", "png", "gif", "webp", "avif", "mp4", "webm", "mov"])
def test_files_that_browsers_can_show_are_inline(extension):
    assert kinds.is_inline(extension)
    assert kinds.get_content_type(extension) != "application/octet-stream"


@pytest.mark.parametrize("extension", ["tif", "heic", "jxl", "mkv", "avi", "mts"])
def test_files_that_few_browsers_can_show_are_not_inline(extension):
    assert not kinds.is_inline(extension)
