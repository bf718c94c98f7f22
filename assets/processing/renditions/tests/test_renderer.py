import base64

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageCms

from assets.intake.kinds import KIND_BY_EXTENSION, Kind
from assets.processing import renditions
from assets.processing.problems import Problem, ProcessingError
from assets.processing.recipes import SIZES, fitted
from assets.processing.renditions import renderer, sandboxed_renderer, stills, thumbhash
from assets.tests.factories.images import (
    CORNERS,
    apply_orientation,
    are_similar,
    draw_corners,
    draw_noise,
    make_exif,
    render,
    save,
    ssim,
)

ORIENTATIONS = range(1, 9)
REDDISH = (200, 60, 60)


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("suffix", ["jpg", "tif", "png", "webp", "avif"])
def test_every_exif_orientation_is_rendered_upright(tmp_path, suffix, orientation):
    stands = apply_orientation(draw_corners((200, 300)), orientation)
    path = save(tmp_path / f"a.{suffix}", stands, exif=make_exif(orientation))
    seen = render(path)
    assert are_similar(seen["corners"], CORNERS)
    assert (seen["width"], seen["height"]) == (200, 300)


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_heic_is_rotated_only_once(tmp_path, orientation):
    stands = apply_orientation(draw_corners((200, 300)), orientation)
    path = save(tmp_path / "a.heic", stands, exif=make_exif(orientation).tobytes())
    with Image.open(path) as image:
        assert image.info["original_orientation"] == (orientation if orientation > 1 else None)
    seen = render(path)
    assert are_similar(seen["corners"], CORNERS)
    assert (seen["width"], seen["height"]) == (200, 300)


@pytest.mark.parametrize(
    ("turn", "order"), [(90, (2, 0, 3, 1)), (180, (3, 2, 1, 0)), (270, (1, 3, 0, 2))]
)
def test_rotation_by_the_owner_is_clockwise(tmp_path, turn, order):
    path = save(
        tmp_path / "a.jpg", apply_orientation(draw_corners(), 6), exif=make_exif(6), quality=95
    )
    seen = render(path, turn=turn)
    assert are_similar(seen["corners"], [CORNERS[place] for place in order])
    assert (seen["width"], seen["height"]) == (300, 200)
    shape = (seen["web"]["width"], seen["web"]["height"])
    assert shape == ((300, 200) if turn == 180 else (200, 300))


def test_each_rotation_has_its_own_recipe():
    assert [renditions.recipe(turn) for turn in (0, 90, 180, 270)] == [
        renditions.RECIPE,
        *(f"{renditions.RECIPE}-{turn}" for turn in (90, 180, 270)),
    ]
    with pytest.raises(ValueError, match="quarter"):
        renditions.recipe(45)


@pytest.mark.parametrize("orientation", [1, 6])
def test_three_sizes_fit_their_longest_edges(tmp_path, orientation):
    path = save(tmp_path / "a.jpg", draw_corners((3000, 1500)), exif=make_exif(orientation))
    seen = render(path)
    for size in SIZES:
        shape = (seen[size.kind]["width"], seen[size.kind]["height"])
        with Image.open(seen[size.kind]["path"]) as image:
            assert (image.format, image.size) == ("WEBP", shape)
        long, short = sorted(shape, reverse=True)
        assert (long, short) == (size.max_edge, size.max_edge // 2)
        assert (shape[0] < shape[1]) == (orientation == 6)


@pytest.mark.parametrize("size", [(500, 20), (1, 1), (3, 900), (401, 400)])
def test_small_images_are_not_enlarged(tmp_path, size):
    seen = render(save(tmp_path / "a.png", draw_corners(size)))
    assert (seen["width"], seen["height"]) == size
    for one in SIZES:
        shape = (seen[one.kind]["width"], seen[one.kind]["height"])
        assert max(shape) == min(max(size), one.max_edge)
        assert min(shape) >= 1


def test_renditions_have_no_metadata(tmp_path):
    exif = make_exif(1)
    exif[ExifTags.Base.Artist] = "Somebody"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[1] = "N"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    path = save(
        tmp_path / "a.jpg", draw_corners(), exif=exif, icc_profile=profile, comment=b"psst"
    )
    for file in render(path)["files"]:
        with Image.open(file["path"]) as image:
            assert not set(image.info) & {"exif", "icc_profile", "xmp", "comment"}


@pytest.mark.parametrize(
    ("extension", "decoder"),
    [
        *(("jpg", "JPEG"), ("png", "PNG"), ("gif", "GIF"), ("webp", "WEBP"), ("bmp", "BMP")),
        *(("tif", "TIFF"), ("avif", "AVIF"), ("heic", "HEIF"), ("jp2", "JPEG2000")),
        ("j2k", "JPEG2000"),
    ],
)
def test_every_supported_format_is_rendered(tmp_path, extension, decoder):
    seen = render(save(tmp_path / "a", draw_corners(), format=decoder), extension)
    assert are_similar(seen["corners"], CORNERS, 24)


def test_first_of_several_images_is_rendered(tmp_path):
    others = [Image.new("RGB", (300, 200), "black")] * 3
    for suffix in ("gif", "tif", "webp", "png"):
        path = save(tmp_path / f"a.{suffix}", draw_corners(), save_all=True, append_images=others)
        assert are_similar(render(path)["corners"], CORNERS, 24)


def test_data_after_a_jpeg_does_not_matter(tmp_path):
    """Motion photos bring their film, panoramas and twins another JPEG."""
    path = save(tmp_path / "a.jpg", draw_corners(), quality=95)
    whole = path.read_bytes()
    path.write_bytes(whole + b"\0\0\0\x18ftypmp42" + bytes(9999))
    assert are_similar(render(path)["corners"], CORNERS)
    twins = save(
        tmp_path / "b.jpg",
        draw_corners(),
        format="MPO",
        save_all=True,
        append_images=[draw_corners()],
    )
    assert are_similar(render(twins)["corners"], CORNERS)


def test_only_the_decoder_for_the_extension_is_used(tmp_path):
    """Whoever renames a file does not choose by that what reads it."""
    for extension, decoder in stills.FORMATS.items():
        other = "PNG" if decoder != "PNG" else "GIF"
        path = save(tmp_path / extension, draw_corners(), format=other)
        with pytest.raises(ProcessingError) as error:
            render(path, extension)
        assert error.value.problem in {Problem.DAMAGED, Problem.CRASHED}


@pytest.mark.parametrize("extension", ["svg", "eps", "pdf", "djvu", "jxl", "psb", "mp4", ""])
def test_other_extensions_are_unsupported(tmp_path, extension):
    path = save(tmp_path / "a", draw_corners(), format="JPEG")
    with pytest.raises(ProcessingError) as error:
        render(path, extension)
    assert error.value.problem == Problem.UNSUPPORTED_FORMAT


def test_only_photos_and_raws_are_supported():
    assert {KIND_BY_EXTENSION[extension] for extension in stills.FORMATS} == {Kind.PHOTO}


def test_placeholder_has_proportions_and_average_color_is_set(tmp_path):
    shade = (32, 64, 200)
    image = Image.new("RGB", (300, 200), shade)
    image.paste((250, 250, 250), (0, 0, 100, 200))
    seen = render(save(tmp_path / "a.png", image))
    assert are_similar(list(bytes.fromhex(seen["average_color"][1:])), shade)
    assert len(seen["placeholder"]) <= 64


@pytest.mark.parametrize(
    ("size", "expected"),
    [((90, 60), "HggGFYZTkDJgd3d4dzd3c6mnP/ZI"), ((40, 60), "HfgFHQYAEGB3d4c4h3MIOJq5H/BI")],
)
def test_placeholder_matches_the_reference_implementation(size, expected):
    """As the encoder that comes with their decoder writes it."""
    y, x = np.mgrid[0 : size[1], 0 : size[0]]
    pixels = np.stack([x * x * 3 % 256, y * y * 5 % 256, x * y % 256], axis=2)
    assert thumbhash.encode_placeholder(pixels.astype(np.uint8)) == expected


def test_placeholder_of_one_colour_is_flat():
    one = thumbhash.encode_placeholder(np.full((100, 50, 3), REDDISH, np.uint8))
    assert set(base64.b64decode(one)[5:]) <= {0x88, 0x08}


@pytest.mark.parametrize("size", [(4800, 3200), (4000, 6000), (2600, 1700)])
def test_reduced_decoding_is_as_good_as_full_decoding(tmp_path, size, print_figures):
    """Beside a reference that decodes it all, and makes each size from that."""
    path = save(tmp_path / "a.jpg", draw_noise(size), quality=95)
    with Image.open(path) as whole:
        for image, one in zip(
            renderer.iterate_sizes(stills.decode(path, "jpg"), 0), SIZES, strict=True
        ):
            best = whole.resize(fitted(whole.size, one.max_edge), Image.Resampling.LANCZOS)
            alike = ssim(image, best)
            print_figures(f"{one.kind} of {size[0]} x {size[1]}: {alike:.4f} like the best")
            assert alike > 0.99


def test_result_of_a_compromised_renderer_is_validated(tmp_path):
    true = render(save(tmp_path / "a.jpg", draw_corners()))
    into = renditions.get_path(true["web"]).parent
    elsewhere = [file | {"path": "/etc/passwd"} for file in true["files"]]
    result = sandboxed_renderer.validate_result(true | {"files": elsewhere}, into)
    assert {renditions.get_path(file).parent for file in result["files"]} == {into}
    lies = [
        {"average_color": "red;x"},
        {"width": True},
        {"height": 10**9},
        {"width": 0},
        {"files": []},
    ]
    for lie in lies:
        with pytest.raises(ProcessingError) as error:
            sandboxed_renderer.validate_result(true | lie, into)
        assert error.value.problem == Problem.CRASHED
    renditions.get_path(true["web"]).unlink()
    renditions.get_path(true["web"]).symlink_to("/etc/passwd")
    with pytest.raises(ProcessingError):
        sandboxed_renderer.validate_result(true, into)
