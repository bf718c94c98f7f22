import pytest

from assets.storage import paths

SHA = "ab12" + "0" * 60


def test_an_original_lies_under_its_hash():
    assert paths.original_key(SHA, "cr3") == f"originals/ab/12/{SHA}.cr3"


def test_a_copy_lies_under_the_hash_of_its_original_and_the_recipe():
    assert paths.rendition_key("web", SHA, "r3") == f"web/ab/12/{SHA}_r3.webp"
    assert paths.rendition_key("clean", SHA, "r1", "jpg") == f"clean/ab/12/{SHA}_r1.jpg"


@pytest.mark.parametrize(
    "sha256", ["", SHA[:-1], SHA + "0", SHA.upper(), "../" + SHA[3:], SHA[:-1] + "\n", SHA + "\n"]
)
def test_what_is_no_hash_has_no_place(sha256):
    with pytest.raises(ValueError, match="invalid file name"):
        paths.original_key(sha256, "jpg")


@pytest.mark.parametrize("extension", ["", "jp/g", "..", "JPG", "jpg\n", "a" * 9, "p.g"])
def test_what_is_no_extension_has_no_place(extension):
    with pytest.raises(ValueError, match="invalid file name"):
        paths.original_key(SHA, extension)


@pytest.mark.parametrize(("kind", "recipe"), [("huge", "r1"), ("web", ""), ("web", "../r")])
def test_what_nobody_makes_has_no_place(kind, recipe):
    with pytest.raises(ValueError, match="invalid rendition"):
        paths.rendition_key(kind, SHA, recipe)


def test_a_key_tells_whose_file_it_is():
    for key in (paths.original_key(SHA, "jpg"), paths.rendition_key("web", SHA, "r1")):
        assert paths.parse_sha256(key) == SHA


@pytest.mark.parametrize(
    "key",
    [
        "",
        "originals",
        f"originals/ab/13/{SHA}.jpg",
        f"originals/ab/12/{SHA}",
        f"originals/ab/12/{SHA}.jpg.part",
        f"web/ab/12/{SHA}.webp",
        f"web/ab/12/{SHA}_r1.jpg",
        f"elsewhere/ab/12/{SHA}.jpg",
    ],
)
def test_a_key_that_nobody_of_ours_made_is_nobodys(key):
    assert paths.parse_sha256(key) == ""
