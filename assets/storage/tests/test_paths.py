import pytest

from assets.storage import paths

SHA = "ab12" + "0" * 60


def test_original_key_has_the_hash():
    assert paths.original_key(SHA, "cr3") == f"originals/ab/12/{SHA}.cr3"


def test_rendition_key_has_the_hash_of_the_original_and_the_recipe():
    assert paths.rendition_key("web", SHA, "r3") == f"web/ab/12/{SHA}_r3.webp"
    assert paths.rendition_key("clean", SHA, "r1", "jpg") == f"clean/ab/12/{SHA}_r1.jpg"


@pytest.mark.parametrize(
    "sha256", ["", SHA[:-1], SHA + "0", SHA.upper(), "../" + SHA[3:], SHA[:-1] + "\n", SHA + "\n"]
)
def test_original_key_refuses_an_invalid_hash(sha256):
    with pytest.raises(ValueError, match="invalid file name"):
        paths.original_key(sha256, "jpg")


@pytest.mark.parametrize("extension", ["", "jp/g", "..", "JPG", "jpg\n", "a" * 9, "p.g"])
def test_original_key_refuses_an_invalid_extension(extension):
    with pytest.raises(ValueError, match="invalid file name"):
        paths.original_key(SHA, extension)


@pytest.mark.parametrize(("kind", "recipe"), [("huge", "r1"), ("web", ""), ("web", "../r")])
def test_rendition_key_refuses_an_invalid_kind_or_recipe(kind, recipe):
    with pytest.raises(ValueError, match="invalid rendition"):
        paths.rendition_key(kind, SHA, recipe)


def test_parse_sha256_returns_the_hash_of_the_original():
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
def test_parse_sha256_returns_nothing_for_an_invalid_key(key):
    assert paths.parse_sha256(key) == ""
