"""From an incoming file to a photo with previews, with real processing."""

import io

import pytest
from django.apps import apps
from PIL import Image

from albums.arrival import IncomingFile, add_files
from albums.models import Placement
from albums.tests.factories import stored_files
from albums.tests.factories.shots import leader_of, list_leading_names, names_of
from assets.intake import intake
from assets.models import Asset
from assets.tests.factories import images, stored_assets, videos
from assets.tests.factories.assets import keep
from assets.tests.factories.camera_files import (
    apple_maker_notes,
    new_content_id,
    take_photo,
    write_tags,
)
from assets.tests.factories.files import xmp
from assets.tests.factories.videos import needs_ffmpeg

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]

State, Job = Asset.State, apps.get_model("jobs.Job")


@pytest.fixture
def bring(owner):
    """Return a function that adds files as one group, by name."""

    def bring_files(album="Anna", **files):
        incoming = [
            IncomingFile(intake.receive_file(io.BytesIO(content), name), name)
            for name, content in files.items()
        ]
        album = stored_files.get_album(album)
        add_files(album, incoming, owner)
        for file in incoming:
            file.received.incoming.discard()
        return album

    return bring_files


def states():
    return set(Asset.objects.values_list("state", flat=True))


def test_new_files_are_processed_by_workers(bring, run_jobs):
    album = bring(
        **{"b.jpg": take_photo("2026:06:20 12:00:09"), "a.jpg": take_photo("2026:06:20 12:00:00")}
    )
    assert states() == {State.NEW}
    assert Job.objects.ready().count() == 2
    assert list_leading_names(album) == ["b.jpg", "a.jpg"]
    run_jobs()
    assert states() == {State.READY}
    assert not Job.objects.unfinished().exists()
    assert list_leading_names(album) == ["a.jpg", "b.jpg"]
    for asset in Asset.objects.all():
        small = asset.renditions.get(kind="small")
        with Image.open(stored_assets.path_of(small.key)) as image:
            assert image.format == "WEBP"


def test_stored_file_is_not_processed_when_it_is_in_no_album(owner):
    keep(take_photo())
    assert not Job.objects.exists()


def test_file_is_not_processed_again_when_it_is_added_again(bring, run_jobs):
    content = take_photo()
    bring(**{"a.jpg": content})
    run_jobs()
    bring(**{"a.jpg": content})
    assert not Job.objects.ready().exists()


def test_processed_file_is_sorted_when_it_is_added_to_another_album(bring, run_jobs):
    content = take_photo("2026:06:20 12:00:05")
    bring(**{"a.jpg": content})
    run_jobs()
    best = bring("Best of", **{"b.jpg": take_photo("2026:06:20 12:00:09"), "a.jpg": content})
    run_jobs()
    assert list_leading_names(best) == ["a.jpg", "b.jpg"]
    assert Asset.objects.get(versions__name="b.jpg").renditions.count() == 3
    assert set(Asset.objects.values_list("attempts", flat=True)) == {1}


def test_raw_jpeg_and_edit_become_one_picture(bring, run_jobs, tmp_path):
    moment = "2026:06:20 12:00:00"
    path = images.make_dng(tmp_path / "a.dng", images.draw_corners((600, 400)))
    raw = write_tags(path, f"-DateTimeOriginal={moment}", "-Make=Nobody", "-Model=Nobody One")
    files = {
        "IMG_1.DNG": raw,
        "IMG_1.JPG": take_photo(moment),
        "IMG_1-Edit.jpg": take_photo(moment),
    }
    album = bring(**files, **{"IMG_1.xmp": xmp()})
    run_jobs()
    assert states() == {State.READY}
    placement = Placement.objects.get()
    assert names_of(placement.picture) == {*files, "IMG_1.xmp"}
    assert leader_of(placement.picture) == "IMG_1-Edit.jpg"
    assert list_leading_names(album) == ["IMG_1-Edit.jpg"]
    assert {asset.renditions.count() for asset in Asset.objects.exclude(kind="sidecar")} == {3}


@needs_ffmpeg
def test_live_photo_becomes_one_picture_whatever_its_filenames(bring, run_jobs, tmp_path):
    apple = new_content_id()
    film = videos.make_video(tmp_path / "a.mov", videos.PLAIN)
    moving = write_tags(film, f"-Keys:ContentIdentifier={apple}")
    still = take_photo(camera="Apple iPhone 17", notes=apple_maker_notes(apple))
    album = bring(**{"other.MOV": moving, "IMG_1.JPG": still})
    run_jobs()
    assert set(Asset.objects.values_list("content_id", flat=True)) == {apple}
    assert names_of(Placement.objects.get().picture) == {"IMG_1.JPG", "other.MOV"}
    assert list_leading_names(album) == ["IMG_1.JPG"]


def test_other_files_are_processed_when_one_is_damaged(bring, run_jobs):
    cut = images.encode_jpeg(images.draw_corners())[:300]
    album = bring(**{"a.jpg": take_photo(), "cut.jpg": cut, "b.jpg": take_photo()})
    run_jobs()
    failed = Asset.objects.get(versions__name="cut.jpg")
    assert failed.state == State.FAILED
    assert [(one.step, one.problem) for one in failed.problems.all()] == [("previews", "damaged")]
    others = Asset.objects.exclude(pk=failed.pk)
    assert set(others.values_list("state", flat=True)) == {State.READY}
    assert len(list_leading_names(album)) == 3, "files without a preview are listed, too"
    assert stored_assets.content_at(failed.key) == cut
