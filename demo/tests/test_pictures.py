from datetime import timedelta

import numpy as np
import pytest
import rawpy
from django.utils import translation
from PIL import Image, ImageOps

from clientpix.setup.system import find_program
from demo import generation
from demo.formats import video
from demo.generation import DrawingOptions
from demo.painting import rendering
from demo.shoot import shots
from demo.shoot.cameras import CANON, NIKON, PIXEL
from demo.shoot.script import CHAPTERS

SMALL = DrawingOptions(megapixels=0.03)
VIEWS = sorted({view for chapter in CHAPTERS for view in chapter.views})


def create_shot(view, **fields):
    plain = shots.shoot(1)[0]._replace(has_raw=False, edit="", rating=0)
    return plain._replace(**shots.parse_view(view) | fields)


def read_pixels(image):
    return np.asarray(image.convert("RGB")).astype(int)


def open_image(path):
    with Image.open(path) as image:
        image.load()
        return image


def read_exif(path):
    exif = open_image(path).getexif()
    return dict(exif) | dict(exif.get_ifd(0x8769)), exif.get_ifd(0x8825)


@pytest.mark.long
@pytest.mark.parametrize("view", VIEWS)
def test_every_scene_is_drawn(view):
    shot = create_shot(view)
    size = rendering.size(shot, 0.06)
    picture = rendering.render_image(rendering.paint_scene(shot, 1, size), shot, 1, size)
    assert picture.size == size
    values = read_pixels(picture)
    assert values.std() > 6
    assert 6 < values.mean() < 252
    assert (np.ptp(values, axis=-1).max() > 0) != shot.is_grey


def test_the_same_seed_gives_the_same_file(tmp_path):
    shot = create_shot("couple.on_the_beach rose faces", has_raw=True)
    for folder, seed in [("one", 1), ("again", 1), ("other", 2)]:
        (tmp_path / folder).mkdir()
        generation.draw_shot(shot, tmp_path / folder, SMALL._replace(seed=seed))
    for name in shot.names:
        one, again, other = (
            (tmp_path / folder / name).read_bytes() for folder in ("one", "again", "other")
        )
        assert one == again
        assert one != other


def test_exif_contains_time_and_exposure(tmp_path):
    shot = create_shot("night.fireworks gold", rating=5, caption="Two & one")
    generation.draw_shot(shot, tmp_path, SMALL)
    exif, _place = read_exif(tmp_path / shot.name)
    clock = shot.moment + timedelta(hours=2)
    assert exif[0x0110] == "Canon EOS R6"
    assert exif[0x9003] == f"{clock:%Y:%m:%d %H:%M:%S}"
    assert exif[0x9011] == "+02:00"
    assert exif[0xA434] == CANON.lenses[shot.exposure.focal_length]
    shutter = float(exif[0x829A])
    assert shutter == pytest.approx(shot.exposure.shutter[0] / shot.exposure.shutter[1])
    xmp = open_image(tmp_path / shot.name).info["xmp"].decode()
    assert 'xmp:Rating="5"' in xmp
    assert "Two &amp; one" in xmp


def test_a_phone_photo_has_another_offset_and_a_location(tmp_path):
    shot = create_shot("sea.sunset gold", camera=PIXEL)
    shot = shot._replace(name=PIXEL.name(0, shot.moment))
    shot = shot._replace(exposure=shot.exposure._replace(focal_length=7))
    generation.draw_shot(shot, tmp_path, SMALL)
    exif, place = read_exif(tmp_path / shot.name)
    assert exif[0x9003] == f"{shot.moment + timedelta(hours=1):%Y:%m:%d %H:%M:%S}"
    assert exif[0x9011] == "+01:00"
    degrees, minutes, seconds = map(float, place[2])
    assert degrees + minutes / 60 + seconds / 3600 == pytest.approx(44.107, abs=0.01)
    assert shot.name == f"PXL_{shot.moment:%Y%m%d_%H%M%S}000.jpg"


@pytest.mark.parametrize("number", [0, 1])
def test_a_portrait_is_saved_sideways_with_its_orientation(tmp_path, number):
    shot = create_shot("land.mountains gold tall", number=number)
    generation.draw_shot(shot, tmp_path, SMALL)
    sideways = open_image(tmp_path / shot.name)
    assert sideways.width > sideways.height
    assert sideways.getexif()[0x0112] == (6 if number else 8)
    upright = read_pixels(ImageOps.exif_transpose(sideways))
    assert upright[: len(upright) // 4].mean() > upright[-len(upright) // 4 :].mean() + 20


def test_the_raw_file_looks_like_the_jpeg(tmp_path):
    shot = create_shot("flowers.bouquet wine", has_raw=True)
    options = DrawingOptions(megapixels=0.3)
    generation.draw_shot(shot, tmp_path, options)
    with rawpy.imread(str(tmp_path / f"{shot.stem}.DNG")) as raw:
        assert raw.color_desc == b"RGBG"
        raw_image = raw.postprocess(use_camera_wb=True, no_auto_bright=True, half_size=True)
    jpeg = open_image(tmp_path / shot.name)
    height, width = raw_image.shape[:2]
    assert width / height == pytest.approx(jpeg.width / jpeg.height, rel=0.02)
    correlation = np.corrcoef(
        raw_image.astype(int).ravel(), read_pixels(jpeg.resize((width, height))).ravel()
    )
    assert correlation[0, 1] > 0.95


def test_an_edit_is_saved_next_to_its_original(tmp_path):
    shot = create_shot("sea.sunset rose", edit="grey")
    generation.draw_shot(shot, tmp_path, SMALL)
    edit = open_image(tmp_path / f"{shot.stem}-Edit.jpg")
    assert edit.getexif()[0x0131]
    assert np.ptp(read_pixels(edit), axis=-1).max() < 12
    assert np.ptp(read_pixels(open_image(tmp_path / shot.name)), axis=-1).max() > 40


@pytest.mark.skipif(not find_program("ffmpeg"), reason="ffmpeg is not installed")
def test_a_video_is_written(tmp_path):
    shot = shots.shoot(20)[-1]
    generation.draw_shot(shot, tmp_path, SMALL)
    assert (tmp_path / shot.name).read_bytes()[4:8] == b"ftyp"


@pytest.mark.long
def test_the_frames_of_the_video_differ():
    first, *_others, last = list(video.frames(1))[20:60]
    assert first.shape == last.shape
    assert np.abs(first.astype(int) - last).max() > 60


def test_a_shoot_has_the_requested_size_and_order():
    for pictures in (1, 5, 68, 1000):
        photos = [shot for shot in shots.shoot(pictures) if not shot.is_video]
        assert len(photos) == pictures
        names = [name for shot in photos for name in shot.names]
        assert len(set(names)) == len(names)
        assert sorted(photos, key=lambda shot: shot.moment) == photos


def test_a_shoot_covers_all_cameras_forms_and_edits():
    photos = shots.shoot()
    assert {shot.camera.model for shot in photos} == {
        camera.model for camera in (CANON, NIKON, PIXEL)
    }
    assert {shot.form for shot in photos} == {"wide", "tall", "square", "panorama", "film"}
    assert {shot.edit for shot in photos} == {"", "warm", "grey"}
    assert sum(shot.has_raw for shot in photos) >= 3
    assert sum(bool(shot.caption) for shot in photos) == 3
    assert sum(shot.is_grey for shot in photos) >= 5


def test_chapter_titles_are_in_the_active_language():
    with translation.override("de"):
        titles = list(dict.fromkeys(shot.chapter for shot in shots.shoot()))
    assert titles == ["Vorbereitungen", "Trauung", "Porträts", "Feier"]
