import pytest

from assets.intake.kinds import Reason, UnsupportedFile, detect_type

NOISE = bytes(range(256)) * 2
NAMES = ["photo.jpg", "photo.nef", "clip.mp4", "photo.xmp", "photo.aae", "file"]
REFUSED = [
    (Reason.EMPTY, b""),
    (Reason.SVG, b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    (Reason.SVG, b"<?xml version='1.0'?>\n<!-- a -->\n<s:SVG xmlns:s='x'>"),
    (Reason.SVG, "<svg>".encode("utf-16-le")),
    (Reason.WEB_PAGE, b"\xef\xbb\xbf \n<!DOCTYPE HTML><title>hi</title>"),
    (Reason.WEB_PAGE, b"<HTML><body>"),
    (Reason.WEB_PAGE, b"\0\0\xff damaged, and yet <script src=x>"),
    (Reason.WEB_PAGE, "<script>alert(1)</script>".encode("utf-16")),
    (Reason.PDF, b"%PDF-1.7\n" + NOISE),
    (Reason.PDF, NOISE + b"%PDF-1.7"),
    (Reason.POSTSCRIPT, b"%!PS-Adobe-3.0 EPSF-3.0"),
    (Reason.POSTSCRIPT, b"\xc5\xd0\xd3\xc6\x1e\0\0\0" + NOISE),
    (Reason.DJVU, b"AT&TFORM\0\0\1\0DJVU" + NOISE),
    (Reason.ARCHIVE, b"PK\3\4\x14\0" + NOISE),
    (Reason.ARCHIVE, b"PK\5\6" + b"\0" * 18),
    (Reason.ARCHIVE, b"Rar!\x1a\7\1\0" + NOISE),
    (Reason.ARCHIVE, b"7z\xbc\xaf\x27\x1c\0\4" + NOISE),
    (Reason.ARCHIVE, b"\x1f\x8b\x08\0" + NOISE),
    (Reason.ARCHIVE, b"BZh91AY&SY" + NOISE),
    (Reason.ARCHIVE, b"\xfd7zXZ\0\0\4" + NOISE),
    (Reason.ARCHIVE, b"\x28\xb5\x2f\xfd\x24" + NOISE),
    (Reason.ARCHIVE, b"photos/a.jpg".ljust(257, b"\0") + b"ustar\x0000"),
    (Reason.ARCHIVE, b"MSCF\0\0\0\0" + NOISE),
    (Reason.PROGRAM, b"\x7fELF\2\1\1" + NOISE),
    (Reason.PROGRAM, b"MZ\x90\0\3" + NOISE),
    (Reason.PROGRAM, b"\xcf\xfa\xed\xfe\7\0\0\1" + NOISE),
    (Reason.PROGRAM, b"\xca\xfe\xba\xbe\0\0\0\x41" + NOISE),
    (Reason.PROGRAM, b"\0asm\1\0\0\0" + NOISE),
    (Reason.PROGRAM, b"#!/bin/sh\nrm -r ~"),
    (Reason.PROGRAM, b"\xef\xbb\xbf#!/usr/bin/env python"),
    (Reason.PROGRAM, b"hello <?PHP system('id');"),
    (Reason.AUDIO, b"ID3\4\0" + NOISE),
    (Reason.AUDIO, b"\xff\xfb\x90\x64" + NOISE),
    (Reason.AUDIO, b"RIFF\0\1\0\0WAVEfmt " + NOISE),
    (Reason.AUDIO, b"OggS\0\2" + NOISE),
    (Reason.AUDIO, b"\0\0\0\x18ftypM4A \0\0\0\0isommp42" + NOISE),
    (Reason.DOCUMENT, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + NOISE),
    (Reason.DOCUMENT, rb"{\rtf1\ansi hello}"),
]
IDS = [f"{number}-{reason}" for number, (reason, _) in enumerate(REFUSED)]


def refusal_reason(head, name):
    with pytest.raises(UnsupportedFile) as refusal:
        detect_type(head, name)
    return refusal.value.reason


@pytest.mark.parametrize(("reason", "head"), REFUSED, ids=IDS)
@pytest.mark.parametrize("name", NAMES)
def test_unsupported_file_is_refused_whatever_its_name(reason, head, name):
    assert refusal_reason(head, name) is reason


@pytest.mark.parametrize("name", ["a.xmp", "a.jpg", "a.nef", "a.mp4", "a.txt", "a"])
@pytest.mark.parametrize(
    "text",
    [
        "hello",
        '{"a": 1}',
        "alert(1) // né",
        "int main;\r\n\treturn",
        "BM is a fine name",
        "MMORPG notes",
        "I'm free today",
        "Żółć 写真 " * 500,
    ],
)
def test_text_is_refused_whatever_its_name(text, name):
    assert refusal_reason(text.encode(), name) == Reason.TEXT
    assert refusal_reason(text.encode("utf-16"), name) == Reason.TEXT


def test_latin1_text_is_refused():
    assert refusal_reason("Übergrößenträger, schön".encode("latin-1"), "a.jpg") == Reason.TEXT


def test_video_format_with_an_audio_suffix_is_refused_as_audio():
    head = b"\x30\x26\xb2\x75\x8e\x66\xcf\x11" + NOISE
    assert detect_type(head, "dance.wmv").extension == "wmv"
    assert refusal_reason(head, "dance.WMA") == Reason.AUDIO


@pytest.mark.parametrize("tail", [head for _, head in REFUSED], ids=IDS)
def test_file_that_starts_like_a_photo_is_that_photo(tail):
    assert detect_type(b"\xff\xd8\xff\xe0\0\x10" + tail, "photo.html").extension == "jpg"
    assert detect_type(b"GIF89a" + tail, "photo.svg").extension == "gif"
