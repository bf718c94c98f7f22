import struct
import zlib

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageCms

from assets.processing.renditions import colour, icc_profiles
from assets.tests.factories.images import (
    CORNERS,
    GREY,
    are_similar,
    draw_corners,
    make_exif,
    render,
    save,
)

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
SCREEN = icc_profiles.encode_gamma(2.2)
DISPLAY_P3 = icc_profiles.build_profile(
    "RGB ",
    rXYZ=icc_profiles.encode_xyz(0.51512, 0.24120, -0.00105),
    gXYZ=icc_profiles.encode_xyz(0.29198, 0.69225, 0.04189),
    bXYZ=icc_profiles.encode_xyz(0.15710, 0.06657, 0.78407),
    rTRC=SCREEN,
    gTRC=SCREEN,
    bTRC=SCREEN,
)
LINEAR_GREY = icc_profiles.build_profile("GRAY", kTRC=icc_profiles.encode_gamma(1.0))
REDDISH = (200, 60, 60)
IN_P3, IN_ADOBE_RGB = (217, 42, 53), (231, 57, 57)


def render_colour(path, extension=None):
    """The colour in the first corner."""
    return render(path, extension)["corners"][0]


def plain(shade=REDDISH, mode="RGB"):
    return Image.new(mode, (60, 40), shade)


@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "webp", "avif", "heic"])
@pytest.mark.parametrize(
    ("profile", "seen"),
    [
        (DISPLAY_P3, IN_P3),
        (icc_profiles.ADOBE_RGB, IN_ADOBE_RGB),
        (SRGB, REDDISH),
        (None, REDDISH),
    ],
    ids=["P3", "Adobe RGB", "sRGB", "none"],
)
def test_other_colour_spaces_become_srgb(tmp_path, suffix, profile, seen):
    path = save(tmp_path / f"a.{suffix}", plain(), icc_profile=profile, quality=95)
    assert are_similar(render_colour(path), seen, 8)


def test_adobe_rgb_is_recognized_by_its_exif_tag(tmp_path):
    exif = make_exif(1)
    of_adobe = {ExifTags.Interop.InteropIndex: "R03"}
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.IFD.Interop] = of_adobe
    path = save(tmp_path / "a.jpg", plain(), exif=exif, quality=95)
    with Image.open(path) as image:
        assert image.getexif().get_ifd(ExifTags.IFD.Interop)
    assert are_similar(render_colour(path), IN_ADOBE_RGB, 8)


def test_profile_that_is_nearly_srgb_is_not_applied():
    red = b"XYZ " + bytes(6) + b"\x6f"
    assert red + b"\xa0" in SRGB
    almost = SRGB.replace(red + b"\xa0", red + b"\x60")
    assert colour.convert_to_srgb(plain((255, 0, 0)), almost).getpixel((0, 0)) == (255, 0, 0)


@pytest.mark.parametrize(
    "profile", [b"not a profile", SRGB[:200], LINEAR_GREY], ids=["rubbish", "cut", "of grey"]
)
def test_broken_profile_is_ignored(tmp_path, profile):
    path = save(tmp_path / "a.jpg", plain(), icc_profile=profile, quality=95)
    assert are_similar(render_colour(path), REDDISH, 8)


def test_grey_images_are_converted_by_their_profile(tmp_path):
    path = save(tmp_path / "a.png", plain(55, "L"), icc_profile=LINEAR_GREY)
    assert are_similar(render_colour(path), (128,) * 3, 3)
    path = save(tmp_path / "b.png", plain(55, "L"), icc_profile=SRGB)
    assert are_similar(render_colour(path), (55,) * 3, 3)


@pytest.mark.parametrize("suffix", ["jpg", "tif"])
def test_cmyk_becomes_rgb(tmp_path, suffix):
    """A JPEG in CMYK is stored as a negative, a TIFF is not."""
    path = save(tmp_path / f"a.{suffix}", draw_corners().convert("CMYK"))
    assert are_similar(render(path)["corners"], CORNERS)


def make_sixteen_bit(mode):
    steps = np.array([[0, 1, 2, 3]] * 4, np.uint16).repeat(20, 0).repeat(20, 1)
    values = {
        "I;16": steps * 21845,
        "I": steps.astype(np.int32) * 21845,
        "F": (steps / 3).astype(np.float32),
        "65535": steps.astype(np.float32) * 21845,
    }[mode]
    return Image.fromarray(values)


@pytest.mark.parametrize(
    ("mode", "suffix"),
    [("I;16", "png"), ("I;16", "tif"), ("I", "tif"), ("F", "tif"), ("65535", "tif")],
)
def test_more_than_eight_bits_become_eight(tmp_path, mode, suffix):
    path = save(tmp_path / f"a.{suffix}", make_sixteen_bit(mode))
    with Image.open(render(path)["web"]["path"]) as image:
        seen = [image.convert("L").getpixel((20 * step + 10, 40)) for step in range(4)]
    assert are_similar(seen, [0, 85, 170, 255], 4)


def test_image_of_nan_becomes_black(tmp_path):
    path = save(tmp_path / "a.tif", Image.fromarray(np.full((40, 60), np.nan, np.float32)))
    assert are_similar(render_colour(path), (0, 0, 0))


def test_sixteen_bits_per_channel_become_eight(tmp_path):
    values = (np.asarray(draw_corners()).astype(np.uint16) * 257).byteswap().tobytes()
    png = tmp_path / "a.png"
    png.write_bytes(_png(300, 200, values))
    assert are_similar(render(png)["corners"], CORNERS)


def test_other_colour_models_are_converted(tmp_path):
    lab = ImageCms.applyTransform(
        draw_corners(),
        ImageCms.buildTransform(
            ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB"
        ),
    )
    assert are_similar(render(save(tmp_path / "a.tif", lab))["corners"], CORNERS)
    ycc = draw_corners().convert("YCbCr")
    assert are_similar(render(save(tmp_path / "b.tif", ycc))["corners"], CORNERS)


@pytest.mark.parametrize("suffix", ["png", "gif", "bmp", "tif"])
@pytest.mark.parametrize("mode", ["P", "L", "1"])
def test_palettes_greys_and_bit_masks_are_converted(tmp_path, mode, suffix):
    image = draw_corners().quantize() if mode == "P" else draw_corners().convert(mode, dither=0)
    expected = [image.convert("RGB").getpixel(at) for at in ((9, 9), (290, 190))]
    seen = render(save(tmp_path / f"a.{suffix}", image))["corners"]
    assert are_similar([seen[0], seen[-1]], expected)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "PA"])
@pytest.mark.parametrize("suffix", ["png", "webp", "tif", "avif", "heic"])
def test_transparent_pixels_become_white(tmp_path, mode, suffix):
    image = Image.new("RGBA", (60, 40), (*GREY, 255))
    image.paste((0, 0, 0, 0), (0, 0, 30, 20))
    image = image.quantize() if mode == "P" else image.convert(mode)
    if suffix in {"avif", "heic", "webp"}:
        image = image.convert("RGBA")
    elif mode == "PA" or (mode, suffix) == ("P", "tif"):
        image = image.convert("LA")
    seen = render(save(tmp_path / f"a.{suffix}", image))["corners"]
    assert are_similar(seen[:2], [(255,) * 3, GREY])


def test_transparent_palette_colour_becomes_white(tmp_path):
    for mode, nothing in (("RGB", REDDISH), ("L", 60)):
        path = save(tmp_path / f"{mode}.png", plain(nothing, mode), transparency=nothing)
        assert are_similar(render_colour(path), (255, 255, 255))


def _png(width, height, rows):
    """Of make_sixteen_bit bits a colour, which nobody here writes."""
    stride = width * 6
    lines = b"".join(
        b"\0" + rows[start : start + stride] for start in range(0, height * stride, stride)
    )
    head = struct.pack(">IIBBBBB", width, height, 16, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
