import pytest
from PIL import Image

from assets.intake import kinds
from assets.processing.renditions import raw
from assets.processing.sandbox import SandboxError, SandboxProblem
from assets.tests.factories.images import (
    CORNERS,
    are_alike,
    corners,
    dng,
    drawn,
    exif,
    jpeg_of,
    lying,
)

TALL, WIDE = (400, 600), (600, 400)
ORANGE, CYAN = (230, 140, 40), (30, 170, 190)


def shape(seen):
    return seen["width"], seen["height"]


def looks_like_corners(seen):
    """LibRaw has its own idea of white and brightness: which colour is which is what counts."""
    pure = [max(range(3), key=colour.__getitem__) for colour in seen[:3]]
    return pure == [0, 1, 2] and max(seen[3]) - min(seen[3]) < 60


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_without_a_preview_the_sensor_is_read(tmp_path, orientation):
    size = TALL if orientation > 4 else WIDE
    path = dng(tmp_path / "a.dng", lying(corners(size), orientation), orientation)
    assert kinds.detect_type(path.read_bytes(), "a").extension == "dng"
    seen = drawn(path)
    assert shape(seen) == size
    assert looks_like_corners(seen["corners"])


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_preview_lies_as_the_sensor_does(tmp_path, orientation):
    size = TALL if orientation > 4 else WIDE
    stored = lying(corners(size), orientation)
    preview = jpeg_of(stored)
    path = dng(
        tmp_path / "a.dng", Image.new("RGB", stored.size), orientation, preview, stored.size
    )
    seen = drawn(path)
    assert shape(seen) == size
    assert are_alike(seen["corners"], CORNERS)


@pytest.mark.parametrize("says", [None, 1, 6])
def test_a_preview_that_stands_already_is_not_turned_again(tmp_path, says):
    options = {"exif": exif(says)} if says else {}
    preview = jpeg_of(corners(TALL), **options)
    path = dng(tmp_path / "a.dng", Image.new("RGB", WIDE), 6, preview, TALL)
    assert are_alike(drawn(path)["corners"], CORNERS)


@pytest.mark.parametrize("says", [1, 6, 8])
def test_a_preview_that_says_how_it_lies_is_believed_if_that_can_be(tmp_path, says):
    preview = jpeg_of(lying(corners(TALL), says if says > 1 else 6), exif=exif(says))
    path = dng(tmp_path / "a.dng", Image.new("RGB", WIDE), 6, preview, WIDE)
    assert are_alike(drawn(path)["corners"], CORNERS)


def test_a_small_preview_is_left_where_the_sensor_saw_more(tmp_path):
    preview = jpeg_of(Image.new("RGB", (160, 120), CYAN))
    path = dng(tmp_path / "a.dng", corners(WIDE), 1, preview, (160, 120))
    seen = drawn(path)
    assert (seen["web"]["width"], seen["web"]["height"]) == WIDE
    assert looks_like_corners(seen["corners"])


def test_a_damaged_preview_is_no_preview(tmp_path):
    preview = jpeg_of(corners(WIDE))
    path = dng(tmp_path / "a.dng", corners(WIDE), 1, preview[: len(preview) // 2], WIDE)
    assert looks_like_corners(drawn(path)["corners"])


def test_half_of_a_large_sensor_is_enough(tmp_path):
    path = dng(tmp_path / "a.dng", corners((4900, 400)))
    still = raw.decode_raw(path)
    assert still.upright_size == (4900, 400)
    assert still.image.size == (2450, 200)
    assert raw.decode_raw(dng(tmp_path / "b.dng", corners((4700, 400)))).image.size == (4700, 400)


def test_a_raw_without_its_end_is_unreadable(tmp_path):
    path = dng(tmp_path / "a.dng", corners(WIDE))
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(SandboxError) as trouble:
        drawn(path)
    assert trouble.value.why in {
        SandboxProblem.NO_PREVIEW,
        SandboxProblem.UNREADABLE,
        SandboxProblem.UNSUPPORTED,
    }


@pytest.mark.parametrize("extension", ["cr2", "cr3", "nef", "arw", "raf", "orf", "x3f"])
def test_what_no_camera_wrote_is_not_supported(tmp_path, extension):
    path = tmp_path / f"a.{extension}"
    path.write_bytes(jpeg_of(corners()))
    with pytest.raises(SandboxError) as trouble:
        drawn(path)
    assert trouble.value.why == SandboxProblem.UNSUPPORTED
