import io

import pillow_heif
import pytest
from PIL import Image

from assets.intake import kinds
from assets.models import Asset, Metadata, Picture, Rendition
from assets.processing import probe, recipes, renditions
from assets.processing import video as films
from assets.processing.pipeline import process
from assets.processing.steps import metadata, playable_video, previews
from assets.processing.tasks import process_asset as develop_task
from assets.tests.factories import images, stored_assets, videos
from assets.tests.factories.assets import FILM, PHOTO, keep
from assets.tests.factories.camera_files import take_photo, write_tags
from assets.tests.factories.files import xmp
from assets.tests.factories.videos import needs_ffmpeg

pytestmark = pytest.mark.django_db

State = Asset.State


@pytest.fixture(autouse=True)
def _stop_exiftool():
    yield
    probe.stop()


def keep_and_process(content, name="a.jpg"):
    asset = keep(content, name)
    process(asset.pk)
    asset.refresh_from_db()
    return asset


def get_sizes(asset):
    return {copy.kind: (copy.width, copy.height) for copy in asset.renditions.all()}


def read_colours(copy):
    return images.read_corners(stored_assets.path_of(copy.key))


def make_heic():
    file = io.BytesIO()
    pillow_heif.from_pillow(images.draw_corners((1200, 800))).save(file, quality=90)
    return file.getvalue()


def test_jpeg_gets_three_sizes():
    content = images.encode_jpeg(images.draw_corners((3000, 2000)))
    asset = keep_and_process(content)
    assert (asset.state, asset.problems.count()) == (State.READY, 0)
    assert get_sizes(asset) == {"web": (2400, 1600), "thumbnails": (800, 533), "small": (400, 267)}
    assert (asset.width, asset.height) == (3000, 2000)
    for copy in asset.renditions.all():
        assert images.are_similar(read_colours(copy), images.CORNERS)
        with Image.open(stored_assets.path_of(copy.key)) as image:
            assert (image.format, image.size) == ("WEBP", (copy.width, copy.height))


def test_heic_gets_renditions(tmp_path):
    path = tmp_path / "a.heic"
    path.write_bytes(make_heic())
    content = write_tags(path, "-DateTimeOriginal=2026:06:20 12:00:00", "-Model=Nobody Two")
    asset = keep_and_process(content, "IMG_1.HEIC")
    assert (asset.extension, asset.state) == ("heic", State.READY)
    assert (asset.camera, f"{asset.taken_local}") == ("Nobody Two", "2026-06-20 12:00:00")
    assert get_sizes(asset)["web"] == (1200, 800)
    assert images.are_similar(read_colours(asset.renditions.get(kind="small")), images.CORNERS, 24)


def test_raw_gets_renditions(tmp_path):
    path = images.make_dng(tmp_path / "a.dng", images.draw_corners((600, 400)))
    content = write_tags(path, "-DateTimeOriginal=2026:06:20 12:00:00")
    asset = keep_and_process(content, "IMG_1.DNG")
    assert (asset.kind, asset.state) == (kinds.Kind.RAW, State.READY)
    assert f"{asset.taken_local}" == "2026-06-20 12:00:00"
    assert (asset.width, asset.height) == (600, 400)
    assert get_sizes(asset)["web"] == (600, 400)


@needs_ffmpeg
def test_playable_video_gets_a_poster_and_is_not_converted(tmp_path):
    film = videos.make_video(tmp_path / "a.mp4", videos.PLAIN, videos.two_colors("red", "blue"))
    asset = keep_and_process(film.read_bytes(), "a.mp4")
    assert (asset.kind, asset.state, asset.problems.count()) == (kinds.Kind.FILM, State.READY, 0)
    assert set(get_sizes(asset)) == {"web", "thumbnails", "small"}
    assert (asset.width, asset.height) == (160, 120)
    assert asset.duration_seconds == pytest.approx(2, abs=0.1)
    found = playable_video.look(
        asset, stored_assets.path_of(asset.key), tmp_path, lambda fraction: None
    )
    assert found is None


@needs_ffmpeg
def test_other_video_is_converted_after_its_poster(tmp_path, run_jobs):
    film = videos.make_video(tmp_path / "a.mov", f"{videos.HEVC} {videos.AAC}")
    asset = keep(film.read_bytes(), "a.mov")
    develop_task.enqueue(str(asset.pk))
    run_jobs()
    asset.refresh_from_db()
    assert (asset.state, asset.problems.count()) == (State.READY, 0)
    video = asset.renditions.get(kind="video")
    assert (video.recipe, video.width, video.height) == (films.RECIPE, 160, 120)
    assert films.is_playable(films.inspect(stored_assets.path_of(video.key), "mp4"))
    assert not playable_video.applies_to(asset)
    assert list(stored_assets.path_of("incoming").iterdir()) == []


@needs_ffmpeg
def test_video_without_a_stream_has_a_problem_in_both_steps(run_jobs):
    asset = keep(FILM, "a.mp4")
    develop_task.enqueue(str(asset.pk))
    run_jobs()
    asset.refresh_from_db()
    assert asset.state == State.FAILED
    steps = set(asset.problems.values_list("step", flat=True))
    assert steps >= {"previews", "playable_video"}


def test_sidecar_is_read_but_not_rendered():
    asset = keep_and_process(xmp(), "a.xmp")
    assert (asset.state, asset.problems.count(), get_sizes(asset)) == (State.READY, 0, {})
    assert Metadata.objects.get().raw["exiftool"]["File:FileType"] == "XMP"


@pytest.mark.parametrize("name", ["a.aae", "a.pp3"])
def test_unreadable_sidecar_is_ready_at_once(name):
    asset = keep_and_process(b"[Version]\nAppVersion=5.8\n" if name.endswith("pp3") else AAE, name)
    assert (asset.state, asset.problems.count()) == (State.READY, 0)
    assert not Metadata.objects.exists()


AAE = b'<?xml version="1.0"?>\n<!DOCTYPE plist><plist version="1.0"><dict/></plist>\n'


def test_metadata_is_read_once_and_again_when_it_is_missing():
    asset = keep_and_process(take_photo())
    assert not metadata.applies_to(asset)
    Metadata.objects.all().delete()
    process(asset.pk)
    assert Metadata.objects.exists()


def rotate(asset, turn):
    picture = stored_assets.make_picture(asset)
    Picture.objects.filter(pk=picture.pk).update(rotation=turn)
    return picture


def test_rotated_picture_gets_new_renditions_beside_the_old_ones():
    asset = keep(images.encode_jpeg(images.draw_corners((300, 200))))
    picture = rotate(asset, 90)
    process(asset.pk)
    asset.refresh_from_db()
    copies = {(copy.kind, copy.recipe): copy for copy in asset.renditions.all()}
    assert {recipe for _kind, recipe in copies} == {"r2", "r2-90"}
    assert len(copies) == 6
    straight, right = copies["web", "r2"], copies["web", "r2-90"]
    assert (straight.width, right.width) == (300, 200)
    one, two, three, four = images.CORNERS
    assert images.are_similar(read_colours(right), [three, one, four, two])
    assert (asset.recipe, asset.width, asset.height) == (recipes.RECIPE, 300, 200)
    Picture.objects.filter(pk=picture.pk).update(rotation=180)
    before = set(Rendition.objects.values_list("pk", flat=True))
    assert previews.applies_to(asset)
    process(asset.pk)
    made = Rendition.objects.exclude(pk__in=before)
    assert sorted(made.values_list("kind", "recipe")) == [
        ("small", "r2-180"),
        ("thumbnails", "r2-180"),
        ("web", "r2-180"),
    ]
    assert set(Rendition.objects.values_list("pk", flat=True)) > before
    assert not previews.applies_to(asset)


def test_only_missing_renditions_are_rendered(monkeypatch):
    asset = keep_and_process(take_photo())
    rotate(asset, 270)
    drawn, draw = [], renditions.render_in_sandbox
    monkeypatch.setattr(
        renditions, "render_in_sandbox", lambda *about: drawn.append(about[2]) or draw(*about)
    )
    process(asset.pk)
    assert drawn == [270]


def test_two_pictures_of_one_file_have_their_own_rotations():
    asset = keep(take_photo())
    rotate(asset, 90)
    rotate(asset, 270)
    rotate(asset, 0)
    process(asset.pk)
    assert set(asset.renditions.values_list("recipe", flat=True)) == {"r2", "r2-90", "r2-270"}


def test_failed_asset_is_not_rendered_again_for_a_rotation():
    asset = keep_and_process(PHOTO)
    rotate(asset, 90)
    asset.refresh_from_db()
    assert asset.state == State.FAILED
    assert not previews.applies_to(asset)
