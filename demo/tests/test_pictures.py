from datetime import timedelta

import numpy as np
import pytest
import rawpy
from django.utils import translation
from PIL import Image, ImageOps

from clientpix.setup.system import find_program
from demo import generation
from demo.formats import video
from demo.generation import Way
from demo.painting import rendering
from demo.shoot import shots
from demo.shoot.cameras import CANON, NIKON, PIXEL
from demo.shoot.script import CHAPTERS

TINY = Way(megapixels=0.03)
VIEWS = sorted({view for chapter in CHAPTERS for view in chapter.views})


def shot_of(view, **fields):
    plain = shots.shoot(1)[0]._replace(has_raw=False, edit="", rating=0)
    return plain._replace(**shots.read(view) | fields)


def pixels(image):
    return np.asarray(image.convert("RGB")).astype(int)


def opened(path):
    with Image.open(path) as image:
        image.load()
        return image


def exif_of(path):
    exif = opened(path).getexif()
    return dict(exif) | dict(exif.get_ifd(0x8769)), exif.get_ifd(0x8825)


@pytest.mark.long
@pytest.mark.parametrize("view", VIEWS)
def test_every_scene_is_a_picture(view):
    """Of its own form, with light and shadow in it, and with colours unless it has none."""
    shot = shot_of(view)
    size = rendering.size(shot, 0.06)
    picture = rendering.positive(rendering.negative(shot, 1, size), shot, 1, size)
    assert picture.size == size
    seen = pixels(picture)
    assert seen.std() > 6
    assert 6 < seen.mean() < 252
    assert (np.ptp(seen, axis=-1).max() > 0) != shot.is_grey


def test_the_same_seed_is_the_same_file_and_another_is_not(tmp_path):
    shot = shot_of("couple.on_the_beach rose faces", has_raw=True)
    for folder, seed in [("one", 1), ("again", 1), ("other", 2)]:
        (tmp_path / folder).mkdir()
        generation.take(shot, tmp_path / folder, TINY._replace(seed=seed))
    for name in shot.names:
        one, again, other = (
            (tmp_path / folder / name).read_bytes() for folder in ("one", "again", "other")
        )
        assert one == again
        assert one != other


def test_a_camera_says_when_and_how_it_was(tmp_path):
    shot = shot_of("night.fireworks gold", rating=5, caption="Two & one")
    generation.take(shot, tmp_path, TINY)
    said, _place = exif_of(tmp_path / shot.name)
    clock = shot.moment + timedelta(hours=2)
    assert said[0x0110] == "Canon EOS R6"
    assert said[0x9003] == f"{clock:%Y:%m:%d %H:%M:%S}"
    assert said[0x9011] == "+02:00"
    assert said[0xA434] == CANON.lenses[shot.exposure.focal_length]
    shutter = float(said[0x829A])
    assert shutter == pytest.approx(shot.exposure.shutter[0] / shot.exposure.shutter[1])
    xmp = opened(tmp_path / shot.name).info["xmp"].decode()
    assert 'xmp:Rating="5"' in xmp
    assert "Two &amp; one" in xmp


def test_a_guest_from_elsewhere_has_another_clock_and_the_place(tmp_path):
    shot = shot_of("sea.sunset gold", camera=PIXEL)
    shot = shot._replace(name=PIXEL.name(0, shot.moment))
    shot = shot._replace(exposure=shot.exposure._replace(focal_length=7))
    generation.take(shot, tmp_path, TINY)
    said, place = exif_of(tmp_path / shot.name)
    assert said[0x9003] == f"{shot.moment + timedelta(hours=1):%Y:%m:%d %H:%M:%S}"
    assert said[0x9011] == "+01:00"
    degrees, minutes, seconds = map(float, place[2])
    assert degrees + minutes / 60 + seconds / 3600 == pytest.approx(44.107, abs=0.01)
    assert shot.name == f"PXL_{shot.moment:%Y%m%d_%H%M%S}000.jpg"


@pytest.mark.parametrize("number", [0, 1])
def test_who_held_the_camera_upright_wrote_a_lying_picture(tmp_path, number):
    shot = shot_of("land.mountains gold tall", number=number)
    generation.take(shot, tmp_path, TINY)
    lying = opened(tmp_path / shot.name)
    assert lying.width > lying.height
    assert lying.getexif()[0x0112] == (6 if number else 8)
    upright = pixels(ImageOps.exif_transpose(lying))
    assert upright[: len(upright) // 4].mean() > upright[-len(upright) // 4 :].mean() + 20


def test_the_raw_beside_a_picture_opens_and_shows_the_same(tmp_path):
    shot = shot_of("flowers.bouquet wine", has_raw=True)
    way = Way(megapixels=0.3)
    generation.take(shot, tmp_path, way)
    with rawpy.imread(str(tmp_path / f"{shot.stem}.DNG")) as raw:
        assert raw.color_desc == b"RGBG"
        developed = raw.postprocess(use_camera_wb=True, no_auto_bright=True, half_size=True)
    jpeg = opened(tmp_path / shot.name)
    height, width = developed.shape[:2]
    assert width / height == pytest.approx(jpeg.width / jpeg.height, rel=0.02)
    likeness = np.corrcoef(
        developed.astype(int).ravel(), pixels(jpeg.resize((width, height))).ravel()
    )
    assert likeness[0, 1] > 0.95


def test_an_edit_is_the_same_picture_in_another_light(tmp_path):
    shot = shot_of("sea.sunset rose", edit="grey")
    generation.take(shot, tmp_path, TINY)
    edit = opened(tmp_path / f"{shot.stem}-Edit.jpg")
    assert edit.getexif()[0x0131]
    assert np.ptp(pixels(edit), axis=-1).max() < 12
    assert np.ptp(pixels(opened(tmp_path / shot.name)), axis=-1).max() > 40


@pytest.mark.skipif(not find_program("ffmpeg"), reason="ffmpeg is not installed")
def test_the_film_moves(tmp_path):
    shot = shots.shoot(20)[-1]
    generation.take(shot, tmp_path, TINY)
    assert (tmp_path / shot.name).read_bytes()[4:8] == b"ftyp"


@pytest.mark.long
def test_the_pictures_of_the_film_are_unlike_each_other():
    first, *_some, last = list(video.frames(1))[20:60]
    assert first.shape == last.shape
    assert np.abs(first.astype(int) - last).max() > 60


def test_a_shoot_is_as_large_as_asked_and_in_true_order():
    for pictures in (1, 5, 68, 1000):
        photos = [shot for shot in shots.shoot(pictures) if not shot.is_video]
        assert len(photos) == pictures
        names = [name for shot in photos for name in shot.names]
        assert len(set(names)) == len(names)
        assert sorted(photos, key=lambda shot: shot.moment) == photos


def test_a_shoot_has_everything_that_pages_show():
    photos = shots.shoot()
    assert {shot.camera.model for shot in photos} == {
        camera.model for camera in (CANON, NIKON, PIXEL)
    }
    assert {shot.form for shot in photos} == {"wide", "tall", "square", "panorama", "film"}
    assert {shot.edit for shot in photos} == {"", "warm", "grey"}
    assert sum(shot.has_raw for shot in photos) >= 3
    assert sum(bool(shot.caption) for shot in photos) == 3
    assert sum(shot.is_grey for shot in photos) >= 5


def test_chapters_are_named_in_the_language_that_is_spoken():
    with translation.override("de"):
        titles = list(dict.fromkeys(shot.chapter for shot in shots.shoot()))
    assert titles == ["Vorbereitungen", "Trauung", "Porträts", "Feier"]
