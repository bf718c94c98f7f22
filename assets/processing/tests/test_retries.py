"""Processing that fails for now is retried, but not forever."""

from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest
from django.apps import apps
from django.conf import settings as project_settings
from django.db import transaction
from django.utils import timezone
from PIL import Image

from assets.integrity.periodic_tasks import process_leftovers
from assets.models import Asset, Picture
from assets.processing import probe
from assets.processing.pipeline import MAX_ATTEMPTS, process
from assets.processing.problems import Problem, ProcessingError
from assets.processing.tasks import process_soon
from assets.processing.tests import fake_step
from assets.storage import vault
from assets.tests.factories import images, stored_assets, videos
from assets.tests.factories.assets import FILM, keep
from assets.tests.factories.camera_files import take_photo
from assets.tests.factories.videos import needs_ffmpeg

pytestmark = pytest.mark.django_db(transaction=True)

State, Job = Asset.State, apps.get_model("jobs.Job")
MEGABYTE = 1024**2


@pytest.fixture(autouse=True)
def _stop_exiftool():
    yield
    probe.stop()


@pytest.fixture
def install_step(settings, monkeypatch):
    return partial(fake_step.install, settings, monkeypatch)


@pytest.fixture
def disk(small_disk, settings):
    """Return a small disk that stores the photos."""
    disk = small_disk(24)
    settings.DISK_RESERVE = 0
    settings.PHOTOS = disk.path / "photos"
    photos = {**settings.STORAGES["photos"], "OPTIONS": {"location": settings.PHOTOS}}
    settings.STORAGES = {**settings.STORAGES, "photos": photos}
    return disk


def fill_disk(disk, but=0):
    filler = disk.path / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        file.write(bytes(disk.free() - but))
        while not but:
            file.write(b"x")
    return filler


def get_state(asset):
    asset.refresh_from_db()
    return asset.state


def crash(asset, path, folder):
    raise ProcessingError(Problem.CRASHED)


def list_problems(asset):
    return dict(asset.problems.values_list("step", "problem"))


def skip_waits():
    """Make waiting jobs run now. Return how long they would have waited."""
    waiting = Job.objects.ready()
    waits = [job.run_after - timezone.now() for job in waiting]
    waiting.update(run_after=timezone.now())
    return waits


@pytest.mark.db
def test_passing_problem_is_retried_with_growing_delays_then_given_up(install_step, run_jobs):
    install_step(crash, is_required=True)
    asset, waits = keep(take_photo()), []
    process_soon([asset.pk])
    for attempt in range(1, MAX_ATTEMPTS + 1):
        run_jobs()
        assert Asset.objects.get().attempts == attempt
        waits += skip_waits()
    assert waits == sorted(waits)
    assert waits[0] > timedelta(seconds=5)
    assert len(waits) == MAX_ATTEMPTS - 1
    assert (get_state(asset), list_problems(asset)) == (State.FAILED, {"fake": "crashed"})
    assert not Job.objects.unfinished().exists()


@pytest.mark.db
def test_ready_asset_is_retried_too(install_step, run_jobs):
    asset = keep(take_photo())
    process(asset.pk)
    done = []

    def at_the_second_time(asset, path, into):
        done.append(1)
        if len(done) == 1:
            crash(asset, path, into)

    install_step(at_the_second_time)
    process_soon([asset.pk])
    run_jobs()
    skip_waits()
    run_jobs()
    assert len(done) == 2
    assert (get_state(asset), list_problems(asset)) == (State.READY, {})


@pytest.mark.db
def test_asset_that_is_enqueued_twice_is_processed_once(run_jobs):
    asset = keep(take_photo())
    for _ in range(3):
        process_soon([asset.pk, str(asset.pk)])
    assert Job.objects.get().args == [str(asset.pk)]
    run_jobs()
    assert get_state(asset) == State.READY


@pytest.mark.db
def test_nothing_is_enqueued_when_the_transaction_is_rolled_back():
    asset = keep(take_photo())
    with transaction.atomic():
        process_soon([asset.pk])
        assert not Job.objects.exists()
        transaction.set_rollback(True)
    assert not Job.objects.exists()


@pytest.mark.db
def test_leftovers_are_enqueued_every_hour(run_jobs):
    path = f"{process_leftovers.func.__module__}.{process_leftovers.func.__name__}"
    assert project_settings.PERIODIC_TASKS[path] == timedelta(hours=1)
    left, fresh, lost, failed, done = (keep(take_photo()) for _ in range(5))
    Asset.objects.exclude(pk=fresh.pk).update(kept_at=timezone.now() - timedelta(hours=2))
    Asset.objects.filter(pk=lost.pk).update(lost_at=timezone.now())
    Asset.objects.filter(pk=failed.pk).update(state=State.FAILED)
    Asset.objects.filter(pk=done.pk).update(state=State.READY)
    process_leftovers.enqueue()
    run_jobs()
    assert [get_state(asset) for asset in (left, fresh, lost, failed, done)] == [
        State.READY,
        State.NEW,
        State.NEW,
        State.FAILED,
        State.READY,
    ]
    assert not done.renditions.exists()


@pytest.mark.parametrize("but", [0, 4096, 40_000])
def test_attempts_do_not_count_when_the_disk_is_full(disk, but):
    # With some bytes left, it is the sandboxed child or the vault that runs out of space.
    asset = keep(images.encode_jpeg(Image.effect_noise((600, 400), 90).convert("RGB")))
    stored_assets.path_of("incoming").mkdir(exist_ok=True)
    filler = fill_disk(disk, but)
    for _ in range(MAX_ATTEMPTS + 2):
        with pytest.raises(vault.DiskFull):
            process(asset.pk)
    assert get_state(asset) in {State.NEW, State.PROCESSING}
    assert (asset.attempts, list_problems(asset)) == (0, {})
    assert list(stored_assets.path_of("incoming").iterdir()) == []
    assert not asset.renditions.exists()
    filler.unlink()
    process(asset.pk)
    assert get_state(asset) == State.READY


def test_processing_does_not_use_the_disk_reserve(disk, settings):
    asset = keep(take_photo())
    settings.DISK_RESERVE = disk.free() + MEGABYTE
    with pytest.raises(vault.DiskFull):
        process(asset.pk)
    assert (get_state(asset), asset.attempts) == (State.NEW, 0)


@needs_ffmpeg
def test_video_is_converted_later_when_the_disk_was_full(disk, tmp_path, run_jobs):
    film = videos.make_video(tmp_path / "a.mov", f"{videos.HEVC} {videos.AAC}")
    asset = keep(film.read_bytes(), "a.mov")
    process(asset.pk)
    filler = fill_disk(disk, 8192)
    for _ in range(MAX_ATTEMPTS + 1):
        process_soon([asset.pk])
        run_jobs()
        skip_waits()
    assert get_state(asset) == State.READY
    assert list_problems(asset) == {"playable_video": "disk_full"}
    filler.unlink()
    Job.objects.all().delete()
    Asset.objects.update(kept_at=timezone.now() - timedelta(hours=2))
    process_leftovers.enqueue()
    run_jobs()
    assert (get_state(asset), list_problems(asset)) == (State.READY, {})
    assert asset.renditions.filter(kind="video").exists()


@needs_ffmpeg
def test_failed_slow_step_keeps_the_problems_of_other_steps(run_jobs):
    asset = keep(FILM, "a.mp4")
    process_soon([asset.pk])
    run_jobs()
    assert get_state(asset) == State.FAILED
    assert set(list_problems(asset)) == {"previews", "playable_video"}


@pytest.mark.db
def test_rotation_in_the_admin_is_rendered(owner_client, run_jobs):
    asset = keep(take_photo())
    picture = stored_assets.make_picture(asset)
    process(asset.pk)
    sent = {"caption": "", "rotation": "90", "taken_override_0": "", "taken_override_1": ""}
    forms = {"versions-TOTAL_FORMS": "0", "versions-INITIAL_FORMS": "0"}
    address = f"/admin/assets/picture/{picture.pk}/change/"
    assert owner_client.post(address, sent | forms).status_code == 302
    assert Picture.objects.get().rotation == 90
    run_jobs()
    assert asset.renditions.filter(recipe="r2-90").count() == 3
