import pytest
from PIL import Image

from assets.intake import kinds
from assets.processing.problems import Problem, ProcessingError
from assets.processing.renditions import raw
from assets.tests.factories.images import (
    CORNERS,
    apply_orientation,
    are_similar,
    draw_corners,
    encode_jpeg,
    make_dng,
    make_exif,
    render,
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
def test_sensor_is_decoded_when_there_is_no_preview(tmp_path, orientation):
    size = TALL if orientation > 4 else WIDE
    path = make_dng(
        tmp_path / "a.dng", apply_orientation(draw_corners(size), orientation), orientation
    )
    assert kinds.detect_type(path.read_bytes(), "a").extension == "dng"
    seen = render(path)
    assert shape(seen) == size
    assert looks_like_corners(seen["corners"])


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_preview_stored_like_the_sensor_is_rotated(tmp_path, orientation):
    size = TALL if orientation > 4 else WIDE
    stored = apply_orientation(draw_corners(size), orientation)
    preview = encode_jpeg(stored)
    path = make_dng(
        tmp_path / "a.dng", Image.new("RGB", stored.size), orientation, preview, stored.size
    )
    seen = render(path)
    assert shape(seen) == size
    assert are_similar(seen["corners"], CORNERS)


@pytest.mark.parametrize("says", [None, 1, 6])
def test_upright_preview_is_not_rotated_again(tmp_path, says):
    options = {"exif": make_exif(says)} if says else {}
    preview = encode_jpeg(draw_corners(TALL), **options)
    path = make_dng(tmp_path / "a.dng", Image.new("RGB", WIDE), 6, preview, TALL)
    assert are_similar(render(path)["corners"], CORNERS)


@pytest.mark.parametrize("says", [1, 6, 8])
def test_orientation_of_the_preview_is_used_when_it_is_plausible(tmp_path, says):
    preview = encode_jpeg(
        apply_orientation(draw_corners(TALL), says if says > 1 else 6), exif=make_exif(says)
    )
    path = make_dng(tmp_path / "a.dng", Image.new("RGB", WIDE), 6, preview, WIDE)
    assert are_similar(render(path)["corners"], CORNERS)


def test_sensor_is_decoded_when_the_preview_is_small(tmp_path):
    preview = encode_jpeg(Image.new("RGB", (160, 120), CYAN))
    path = make_dng(tmp_path / "a.dng", draw_corners(WIDE), 1, preview, (160, 120))
    seen = render(path)
    assert (seen["web"]["width"], seen["web"]["height"]) == WIDE
    assert looks_like_corners(seen["corners"])


def test_damaged_preview_is_ignored(tmp_path):
    preview = encode_jpeg(draw_corners(WIDE))
    path = make_dng(tmp_path / "a.dng", draw_corners(WIDE), 1, preview[: len(preview) // 2], WIDE)
    assert looks_like_corners(render(path)["corners"])


def test_large_sensor_is_decoded_at_half_size(tmp_path):
    path = make_dng(tmp_path / "a.dng", draw_corners((4900, 400)))
    still = raw.decode_raw(path)
    assert still.upright_size == (4900, 400)
    assert still.image.size == (2450, 200)
    assert raw.decode_raw(make_dng(tmp_path / "b.dng", draw_corners((4700, 400)))).image.size == (
        4700,
        400,
    )


def test_truncated_raw_is_a_problem(tmp_path):
    path = make_dng(tmp_path / "a.dng", draw_corners(WIDE))
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(ProcessingError) as error:
        render(path)
    assert error.value.problem in {
        Problem.NO_EMBEDDED_PREVIEW,
        Problem.DAMAGED,
        Problem.UNSUPPORTED_FORMAT,
    }


@pytest.mark.parametrize("extension", ["cr2", "cr3", "nef", "arw", "raf", "orf", "x3f"])
def test_file_that_is_no_raw_is_unsupported(tmp_path, extension):
    path = tmp_path / f"a.{extension}"
    path.write_bytes(encode_jpeg(draw_corners()))
    with pytest.raises(ProcessingError) as error:
        render(path)
    assert error.value.problem == Problem.UNSUPPORTED_FORMAT
