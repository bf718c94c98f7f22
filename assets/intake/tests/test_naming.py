import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assets.intake.naming import clean_filename, clean_folder, is_sidecar_of, normalize_stem

ANYTHING = some.text(some.characters()) | some.binary()
LONG = some.builds(
    lambda piece, times: piece * times, some.text(min_size=1), some.integers(1, 400)
)


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
def test_an_ordinary_name_stays_as_it_is(name):
    assert clean_filename(name) == clean_filename(name.encode()) == name


@pytest.mark.parametrize(
    ("name", "kept"),
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
def test_what_harms_is_taken_out_of_a_name(name, kept):
    assert clean_filename(name) == kept


@pytest.mark.parametrize("name", ["", b"", " ", ".", "..", "a/", "a\\", "\0", "\u202e", "x/ .. "])
def test_nothing_left_is_unnamed(name):
    assert clean_filename(name) == "unnamed"


@pytest.mark.parametrize("letter", ["x", "é", "写", "👩", "\u0344"])
@pytest.mark.parametrize("end", [".jpg", ".JPEG", ".CR2"])
def test_a_long_name_is_cut_before_its_extension(letter, end):
    name = clean_filename(letter * 300 + end)
    assert name.endswith(end)
    assert set(name.removesuffix(end)) == set(unicodedata.normalize("NFC", letter))
    assert 250 < len(name.encode()) <= 255


@pytest.mark.parametrize("name", ["x" * 300, "a." + "x" * 300, "." + "x" * 300])
def test_a_long_name_without_an_extension_is_cut_at_its_end(name):
    assert clean_filename(name) == name[:255]


def test_a_cut_leaves_no_blank_behind():
    assert clean_filename("x" * 200 + " " * 200 + ".jpg") == "x" * 200 + ".jpg"


@given(ANYTHING | LONG)
def test_a_cleaned_name_fits_everywhere_and_stays_clean(name):
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
def test_a_folder_is_a_label(path, label):
    assert clean_folder(path) == label


def test_of_a_deep_folder_the_nearest_parts_are_kept():
    assert clean_folder("a/" * 100_000 + "Ceremony") == "a/" * 245 + "a/Ceremony"


@given(ANYTHING | LONG | some.lists(LONG).map("/".join))
def test_any_folder_is_a_short_label_without_a_way_up(path):
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
def test_a_stem_is_the_name_without_extension_and_case(name, expected):
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
def test_a_sidecar_belongs_to_its_picture(sidecar, picture):
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
def test_a_sidecar_does_not_belong_to_another_picture(sidecar, picture):
    assert not is_sidecar_of(sidecar, picture)


@given(ANYTHING | LONG)
def test_a_stem_fits_where_a_name_fits(name):
    assert len(normalize_stem(clean_filename(name))) <= 255


@given(ANYTHING.map(clean_filename), some.sampled_from(["xmp", "XMP", "aae"]))
def test_a_sidecar_named_after_the_whole_file_belongs_to_it(name, extension):
    assert is_sidecar_of(f"{name}.{extension}", name)
