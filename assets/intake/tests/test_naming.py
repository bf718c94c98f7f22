import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.intake.naming import clean_filename, clean_folder, is_sidecar_of, normalize_stem

ANYTHING = st.text(st.characters()) | st.binary()
LONG = st.builds(lambda text, times: text * times, st.text(min_size=1), st.integers(1, 400))


@pytest.mark.parametrize(
    "name",
    [
        "IMG_0001.JPG",
        "a b  c.jpg",
        ".hidden.jpg",
        "photo",
        "...",
        "Zażółć gęślą jaźń.CR2",
        "👩‍👩‍👧 family.heic",
        "写真 (1).nef",
        '"it\'s" <b>; $HOME & *.jpg',
        "CON.jpg",
        "שלום\u200f.jpg",
        "x" * 251 + ".jpg",
    ],
)
def test_ordinary_name_is_unchanged(name):
    assert clean_filename(name) == clean_filename(name.encode()) == name


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("DCIM/100CANON/IMG_1.JPG", "IMG_1.JPG"),
        ("C:\\Photos\\IMG_1.JPG", "IMG_1.JPG"),
        ("../../etc/passwd", "passwd"),
        ("a\0b\r\nSet-Cookie: c.jpg", "abSet-Cookie: c.jpg"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\u2066b\u2069\u2028c.jpg", "abc.jpg"),
        ("  a.jpg\t ", "a.jpg"),
        ("e\u0301te\u0301.jpg", "été.jpg"),
        ("e\u202a\u0301.jpg", "é.jpg"),
        ("caf\udce9.jpg", "caf\ufffd.jpg"),
        (b"caf\xe9.jpg", "caf\ufffd.jpg"),
        (b"a/b\0.jpg", "b.jpg"),
    ],
)
def test_unsafe_parts_of_a_name_are_removed(name, cleaned):
    assert clean_filename(name) == cleaned


@pytest.mark.parametrize("name", ["", b"", " ", ".", "..", "a/", "a\\", "\0", "\u202e", "x/ .. "])
def test_empty_name_becomes_unnamed(name):
    assert clean_filename(name) == "unnamed"


@pytest.mark.parametrize("letter", ["x", "é", "写", "👩", "\u0344"])
@pytest.mark.parametrize("end", [".jpg", ".JPEG", ".CR2"])
def test_long_name_keeps_its_extension(letter, end):
    name = clean_filename(letter * 300 + end)
    assert name.endswith(end)
    assert set(name.removesuffix(end)) == set(unicodedata.normalize("NFC", letter))
    assert 250 < len(name.encode()) <= 255


@pytest.mark.parametrize("name", ["x" * 300, "a." + "x" * 300, "." + "x" * 300])
def test_long_name_without_an_extension_is_truncated(name):
    assert clean_filename(name) == name[:255]


def test_truncated_name_does_not_end_with_a_space():
    assert clean_filename("x" * 200 + " " * 200 + ".jpg") == "x" * 200 + ".jpg"


@given(ANYTHING | LONG)
def test_cleaned_name_is_safe_and_stays_the_same_when_cleaned_again(name):
    clean = clean_filename(name)
    assert clean_filename(clean) == clean
    assert 0 < len(clean) <= len(clean.encode()) <= 255
    assert clean not in {".", ".."}
    assert not set(clean) & set("/\\\u202d\u202e")
    assert "Cc" not in map(unicodedata.category, clean)
    assert unicodedata.is_normalized("NFC", clean)


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("", ""),
        ("Wedding/Ceremony", "Wedding/Ceremony"),
        ("/srv//photos/./a/../b/", "srv/photos/a/b"),
        ("C:\\Photos\\Anna & Ben", "C:/Photos/Anna & Ben"),
        (" a / .. /\u202eb\0", "a/b"),
        (b"caf\xe9/a", "caf\ufffd/a"),
        ("x" * 600, "x" * 255),
    ],
)
def test_folder_becomes_a_label(path, label):
    assert clean_folder(path) == label


def test_innermost_folders_are_kept_when_the_path_is_too_long():
    assert clean_folder("a/" * 100_000 + "Ceremony") == "a/" * 245 + "a/Ceremony"


@given(ANYTHING | LONG | st.lists(LONG).map("/".join))
def test_any_folder_becomes_a_short_safe_label(path):
    label = clean_folder(path)
    assert clean_folder(label) == label
    assert len(label) <= 500
    assert label.encode().decode() == label
    assert not label or not {"", ".", ".."} & set(label.split("/"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("IMG_1.CR2", "img_1"),
        ("img_1.jpg", "img_1"),
        ("IMG_1.CR2.xmp", "img_1.cr2"),
        (".xmp", ".xmp"),
        ("photo", "photo"),
        ("Mr. Smith", "mr. smith"),
        ("STRASSE.jpg", "strasse"),
        ("Straße.jpg", "strasse"),
    ],
)
def test_stem_is_the_name_without_extension_and_case(name, expected):
    assert normalize_stem(name) == expected


@pytest.mark.parametrize(
    ("sidecar", "picture"),
    [
        ("IMG_1.xmp", "IMG_1.CR2"),
        ("IMG_1.xmp", "IMG_1.JPG"),
        ("IMG_1.CR2.xmp", "IMG_1.CR2"),
        ("img_1.cr2.XMP", "IMG_1.CR2"),
        ("a.b.xmp", "a.b.jpg"),
        ("MVI_1.THM", "MVI_1.AVI"),
    ],
)
def test_sidecar_belongs_to_its_picture(sidecar, picture):
    assert is_sidecar_of(sidecar, picture)


@pytest.mark.parametrize(
    ("sidecar", "picture"),
    [
        ("IMG_1.CR2.xmp", "IMG_1.JPG"),
        ("IMG_1.xmp", "IMG_10.CR2"),
        ("IMG_1.xmp", "IMG_1-Edit.jpg"),
        ("IMG_1.CR2.xmp", "IMG_2.CR2"),
        (".xmp", "IMG_1.CR2"),
    ],
)
def test_sidecar_does_not_belong_to_another_picture(sidecar, picture):
    assert not is_sidecar_of(sidecar, picture)


@given(ANYTHING | LONG)
def test_stem_is_not_longer_than_a_name(name):
    assert len(normalize_stem(clean_filename(name))) <= 255


@given(ANYTHING.map(clean_filename), st.sampled_from(["xmp", "XMP", "aae"]))
def test_sidecar_named_after_the_complete_file_name_belongs_to_it(name, extension):
    assert is_sidecar_of(f"{name}.{extension}", name)
