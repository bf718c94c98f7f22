"""Small files that promise much, and files that break their word: each costs one look."""

import random
import resource
import struct
import zlib
from collections import Counter

import pytest
import tifffile
from PIL import Image

from assets.processing import sandbox
from assets.processing.problems import Problem, ProcessingError
from assets.tests.factories.images import draw_corners, make_dng, render, save

FORMATS = {
    "avif": "AVIF",
    "bmp": "BMP",
    "gif": "GIF",
    "heic": "HEIF",
    "jp2": "JPEG2000",
    "jpg": "JPEG",
    "png": "PNG",
    "tif": "TIFF",
    "webp": "WEBP",
}
SHORT_LIMITS = sandbox.DEFAULT_LIMITS._replace(cpu_seconds=4)


def small(path, extension):
    if extension == "dng":
        return make_dng(path, draw_corners((64, 48)))
    return save(path, draw_corners((64, 48)), format=FORMATS[extension])


def get_render_problem(path, extension, limits=sandbox.DEFAULT_LIMITS):
    """Nothing, or what came instead of a picture."""
    try:
        render(path, extension, limits=limits)
    except ProcessingError as error:
        return error.problem
    return None


def replace_bytes(was, becomes):
    """The same file but for its numbers, wherever they stand."""

    def promise(path, extension):
        whole = small(path, extension).read_bytes()
        assert was in whole
        path.write_bytes(whole.replace(was, becomes))

    return promise


def png(path, *chunks, size=(64, 48)):
    head = struct.pack(">IIBBBBB", *size, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(65 * 48))
    chunks = ((b"IHDR", head), *chunks, (b"IDAT", rows), (b"IEND", b""))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks))


def _chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def text_bomb(path, extension):
    png(path, (b"zTXt", b"Comment\0\0" + zlib.compress(bytes(200 << 20))))


def profile_bomb(path, extension):
    png(path, (b"iCCP", b"ICC\0\0" + zlib.compress(bytes(200 << 20))))


def png_bomb(path, extension):
    png(path, size=(15000, 15000))


def large_png(path, extension):
    """Allowed, and as much as there may be."""
    Image.new("RGBA", (10900, 10900)).save(path, "PNG", compress_level=1)


def tiff_bomb(path, extension):
    small(path, extension)
    with tifffile.TiffFile(path, mode="r+") as file:
        for name in ("ImageWidth", "ImageLength", "RowsPerStrip"):
            file.pages[0].tags[name].overwrite(60000)


def tiff_in_circles(path, extension):
    whole = bytearray(small(path, extension).read_bytes())
    (directory,) = struct.unpack_from("<I", whole, 4)
    (count,) = struct.unpack_from("<H", whole, directory)
    struct.pack_into("<I", whole, directory + 2 + 12 * count, directory)
    path.write_bytes(whole)


def jpeg_of_passes(path, extension):
    """A progressive one may go over its pixels as often as it likes."""
    save(path, Image.new("L", (8000, 8000)), format="JPEG", progressive=True)
    whole = path.read_bytes()
    scan = whole.rindex(b"\xff\xda")
    path.write_bytes(whole[:scan] + whole[scan:-2] * 3000 + whole[-2:])


BOMBS = {
    "AVIF": ("avif", replace_bytes(struct.pack(">II", 64, 48), struct.pack(">II", 12000, 12000))),
    "HEIC": ("heic", replace_bytes(b"ispe" + bytes(6) + b"\0@", b"ispe" + bytes(6) + b"\xff\xff")),
    "JPEG 2000": (
        "jp2",
        replace_bytes(struct.pack(">II", 64, 48), struct.pack(">II", 60000, 60000)),
    ),
    "BMP": ("bmp", replace_bytes(struct.pack("<ii", 64, 48), struct.pack("<ii", 99999, 99999))),
    "GIF": ("gif", replace_bytes(struct.pack("<HH", 64, 48), b"\xff" * 4)),
    "JPEG": ("jpg", replace_bytes(struct.pack(">HH", 48, 64), struct.pack(">HH", 65500, 65500))),
    "JPEG within": (
        "jpg",
        replace_bytes(struct.pack(">HH", 48, 64), struct.pack(">HH", 17000, 17000)),
    ),
    "JPEG of passes": ("jpg", jpeg_of_passes),
    "WebP": ("webp", replace_bytes(b"\x9d\x01\x2a@\x000\x00", b"\x9d\x01\x2a\xff\x3f\xff\x3f")),
    "PNG": ("png", png_bomb),
    "PNG text": ("png", text_bomb),
    "PNG profile": ("png", profile_bomb),
    "TIFF": ("tif", tiff_bomb),
    "TIFF in circles": ("tif", tiff_in_circles),
    "DNG": ("dng", replace_bytes(struct.pack("<II", 1, 64), struct.pack("<II", 1, 1 << 30))),
}
MAY_BE_SHOWN = {"JPEG within", "PNG text", "PNG profile", "TIFF in circles"}


@pytest.mark.parametrize("name", BOMBS)
def test_decompression_bomb_is_refused_and_harms_nothing(tmp_path, name, print_figures):
    extension, lay = BOMBS[name]
    path = tmp_path / f"bomb.{extension}"
    lay(path, extension)
    came = get_render_problem(path, extension, SHORT_LIMITS)
    print_figures(f"{name}, {path.stat().st_size} bytes: {came or 'shown'}")
    assert came != Problem.CRASHED
    assert came or name in MAY_BE_SHOWN
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss << 10 < SHORT_LIMITS.memory + (
        1 << 30
    )


def test_more_memory_allows_larger_images(tmp_path):
    png(tmp_path / "a.png", size=(14000, 14000))
    more = sandbox.DEFAULT_LIMITS._replace(memory=2200 << 20)
    assert get_render_problem(tmp_path / "a.png", "png") == Problem.TOO_MANY_PIXELS
    assert get_render_problem(tmp_path / "a.png", "png", more) == Problem.DAMAGED


@pytest.mark.long
def test_largest_allowed_image_is_rendered_or_out_of_memory(tmp_path):
    path = tmp_path / "a.png"
    large_png(path, "png")
    assert get_render_problem(path, "png") in {None, Problem.OUT_OF_MEMORY}


@pytest.mark.parametrize("extension", [*FORMATS, "dng"])
def test_truncated_files_never_crash_the_renderer(tmp_path, extension):
    whole = small(tmp_path / "whole", extension).read_bytes()
    for number, share in enumerate((0, 1, 9, 60, 500, 900, 990)):
        path = tmp_path / f"{number}.{extension}"
        path.write_bytes(whole[: len(whole) * share // 1000])
        came = get_render_problem(path, extension)
        assert came != Problem.CRASHED
        assert came or share >= 900


@pytest.mark.parametrize(
    "count", [50, pytest.param(2000, marks=pytest.mark.long)], ids=["some", "many"]
)
def test_mutated_files_never_crash_the_renderer(tmp_path, count, print_figures):
    chance = random.Random(7)
    kinds = [*FORMATS, "dng"]
    wholes = {kind: small(tmp_path / kind, kind).read_bytes() for kind in kinds}
    seen = Counter()
    for number in range(count):
        extension = kinds[number % len(kinds)]
        path = tmp_path / f"{number}.{extension}"
        path.write_bytes(mutated(wholes[extension], chance))
        seen[get_render_problem(path, extension) or "shown"] += 1
    print_figures(f"{count} mutated files: {dict(seen)}")
    assert seen.total() == count
    assert get_render_problem(small(tmp_path / "last", "jpg"), "jpg") is None


def mutated(whole, chance):
    """Some bytes changed, a piece doubled, a piece lost: mostly in the head, where it matters."""
    changed = bytearray(whole)
    for _ in range(chance.randint(1, 12)):
        end = len(changed) if chance.random() < 0.3 else min(len(changed), 400)
        changed[chance.randrange(end)] = chance.choice(
            [0, 1, 127, 128, 255, chance.randrange(256)]
        )
    start, stop = sorted(chance.randrange(len(changed)) for _ in range(2))
    what = chance.random()
    if what < 0.1:
        changed[start:start] = changed[start:stop]
    elif what < 0.2:
        del changed[start:stop]
    return bytes(changed)
