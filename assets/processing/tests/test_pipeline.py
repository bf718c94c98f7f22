import logging
from datetime import datetime
from functools import partial

import pytest
from django.utils import timezone

from assets.integrity import findings
from assets.models import Asset, Finding, Metadata, Rendition
from assets.models.processing_problem import MAX_DETAIL
from assets.processing import probe, renditions
from assets.processing.pipeline import MAX_ATTEMPTS, process
from assets.processing.problems import Problem, ProcessingError
from assets.processing.tests import fake_step
from assets.storage import failpoints, vault
from assets.tests.factories import stored_assets
from assets.tests.factories.assets import PHOTO, keep
from assets.tests.factories.camera_files import take_photo

pytestmark = [pytest.mark.django_db, pytest.mark.db]

State = Asset.State


@pytest.fixture(autouse=True)
def _stop_exiftool():
    yield
    probe.stop()


@pytest.fixture
def install_step(settings, monkeypatch):
    return partial(fake_step.install, settings, monkeypatch)


@pytest.fixture
def render_calls(monkeypatch):
    """Record each rendering."""
    lines, draw = [], renditions.render_in_sandbox

    def counted(*arguments):
        lines.append(arguments)
        return draw(*arguments)

    monkeypatch.setattr(renditions, "render_in_sandbox", counted)
    return lines


def get_state(asset):
    asset.refresh_from_db()
    return asset.state, list_problems(asset), asset.attempts


def list_problems(asset):
    return dict(asset.problems.values_list("step", "problem"))


def list_incoming():
    return list(vault.incoming_folder().iterdir())


def list_kinds(asset):
    return sorted(asset.renditions.values_list("kind", flat=True))


def fail_with(problem, detail=""):
    def fail(asset, path, folder):
        raise ProcessingError(problem, detail)

    return fail


def test_a_new_file_becomes_ready(install_step):
    states = []
    install_step(lambda asset, path, into: states.append(Asset.objects.get(pk=asset.pk).state))
    asset = keep(take_photo("2026:06:20 12:00:01", size=(900, 600)))
    assert get_state(asset) == (State.NEW, {}, 0)
    assert process(asset.pk) is False, "nothing slow is left"
    assert states == [State.PROCESSING]
    assert get_state(asset) == (State.READY, {}, 1)
    assert (asset.taken_local, asset.camera) == (
        datetime.fromisoformat("2026-06-20 12:00:01"),
        "Nobody One",
    )
    assert (asset.width, asset.height, asset.recipe) == (900, 600, renditions.RECIPE)
    assert asset.average_color
    assert asset.placeholder
    assert Metadata.objects.get().raw["exiftool"]["IFD0:Model"] == "Nobody One"
    assert list_kinds(asset) == ["small", "thumbnails", "web"]
    assert stored_assets.stored_keys() == {
        asset.key,
        *(copy.key for copy in asset.renditions.all()),
    }
    assert list_incoming() == []


def test_processing_again_decodes_and_changes_nothing(render_calls):
    asset = keep(take_photo())
    process(asset.pk)
    before = list(Rendition.objects.order_by("pk").values())
    read = Metadata.objects.get().read_at
    for _ in range(3):
        process(asset.pk)
    assert len(render_calls) == 1
    assert list(Rendition.objects.order_by("pk").values()) == before
    assert Metadata.objects.get().read_at == read
    assert get_state(asset) == (State.READY, {}, 1)


def test_asset_fails_when_its_file_is_damaged_and_the_original_stays(render_calls):
    asset = keep(PHOTO)
    process(asset.pk)
    assert get_state(asset) == (State.FAILED, {"previews": "damaged"}, 1)
    assert stored_assets.stored_keys() == {asset.key}
    assert findings.check(asset) is None
    assert Metadata.objects.exists()
    assert list_incoming() == []
    process(asset.pk)
    assert len(render_calls) == 1, "a damaged file is not decoded again"
    assert get_state(asset) == (State.FAILED, {"previews": "damaged"}, 1)


def test_other_steps_run_again_when_the_asset_has_failed(install_step):
    asset, done = keep(PHOTO), []
    process(asset.pk)
    install_step(lambda asset, path, into: done.append(asset))
    process(asset.pk)
    assert done == [asset]
    assert get_state(asset)[0] == State.FAILED


@pytest.mark.parametrize("problem", [Problem.TIMED_OUT, Problem.TOO_MANY_PIXELS])
def test_other_steps_run_when_one_fails(install_step, problem):
    install_step(fail_with(problem))
    asset = keep(take_photo())
    if problem.is_passing:
        with pytest.raises(ProcessingError, match="timed_out"):
            process(asset.pk)
    else:
        process(asset.pk)
    state = State.PROCESSING if problem.is_passing else State.READY
    assert get_state(asset) == (state, {"fake": problem}, 1)
    assert len(list_kinds(asset)) == 3
    assert Metadata.objects.exists()


def test_a_problem_is_forgotten_when_its_step_succeeds(install_step):
    asset = keep(take_photo())
    install_step(fail_with(Problem.DAMAGED))
    process(asset.pk)
    assert list_problems(asset) == {"fake": "damaged"}
    install_step(lambda asset, path, folder: None)
    process(asset.pk)
    assert list_problems(asset) == {}


def test_only_the_last_problem_of_a_step_is_kept(install_step):
    asset = keep(take_photo())
    for problem in (Problem.DAMAGED, Problem.TRUNCATED):
        install_step(fail_with(problem))
        process(asset.pk)
    assert list_problems(asset) == {"fake": "truncated"}


def test_a_problem_stays_when_its_step_does_not_run_again(install_step):
    asset = keep(take_photo())
    asset.problems.create(step="playable_video", problem=Problem.DISK_FULL)
    install_step(fail_with(Problem.DAMAGED))
    process(asset.pk)
    assert list_problems(asset) == {"playable_video": "disk_full", "fake": "damaged"}


def test_what_a_program_said_is_stored_as_text_that_every_database_takes(install_step):
    install_step(fail_with(Problem.DAMAGED, "\0half \ud83d" + "x" * 10_000))
    asset = keep(take_photo())
    process(asset.pk)
    assert asset.problems.get().detail == "x" * MAX_DETAIL
    install_step(fail_with(Problem.DAMAGED, "\0half \ud83d"))
    process(asset.pk)
    assert asset.problems.get().detail == "half ?"


def test_no_problem_is_saved_of_an_asset_that_is_about_to_be_deleted(install_step):
    def doom(asset, path, folder):
        Asset.objects.update(doomed_at=timezone.now())
        raise ProcessingError(Problem.DAMAGED)

    install_step(doom)
    asset = keep(take_photo())
    process(asset.pk)
    assert list_problems(asset) == {}


def test_no_problem_is_saved_when_the_disk_is_full(install_step):
    install_step(fail_with(Problem.DISK_FULL))
    asset = keep(take_photo())
    with pytest.raises(vault.DiskFull):
        process(asset.pk)
    assert get_state(asset) == (State.PROCESSING, {}, 0)


def test_each_step_has_its_own_problem(install_step):
    asset = keep(PHOTO)
    install_step(fail_with(Problem.TRUNCATED))
    process(asset.pk)
    assert list_problems(asset) == {"fake": "truncated", "previews": "damaged"}


@pytest.mark.parametrize("is_required", [True, False])
def test_passing_problem_is_tried_four_times(install_step, is_required):
    install_step(fail_with(Problem.CRASHED), is_required=is_required)
    asset = keep(take_photo())
    for _ in range(MAX_ATTEMPTS - 1):
        with pytest.raises(ProcessingError):
            process(asset.pk)
        assert get_state(asset)[0] == State.PROCESSING
    process(asset.pk)
    state = State.FAILED if is_required else State.READY
    assert get_state(asset) == (state, {"fake": "crashed"}, MAX_ATTEMPTS)


def test_picture_is_ready_when_an_optional_step_has_a_bug(install_step, caplog):
    def fail_with_bug(asset, path, into):
        raise KeyError("of a camera from the future")

    install_step(fail_with_bug)
    asset = keep(take_photo())
    with caplog.at_level(logging.ERROR):
        process(asset.pk)
    assert get_state(asset)[:2] == (State.READY, {"fake": "internal_error"})
    assert "of a camera from the future" in asset.problems.get().detail
    assert "of a camera from the future" in caplog.text


class PowerCut(BaseException):
    pass


@pytest.mark.parametrize("step", ["developing begun", "step taken", "copies stored"])
def test_asset_fails_when_its_worker_was_killed_four_times(monkeypatch, step, render_calls):
    asset = keep(take_photo())

    def reach(here):
        if here == step:
            raise PowerCut(step)

    with monkeypatch.context() as patch:
        patch.setattr(failpoints, "reach", reach)
        for attempt in range(1, MAX_ATTEMPTS + 1):
            with pytest.raises(PowerCut):
                process(asset.pk)
            assert get_state(asset) == (State.PROCESSING, {}, attempt)
    looks = len(render_calls)
    process(asset.pk)
    assert get_state(asset) == (State.FAILED, {"pipeline": "gave_up"}, MAX_ATTEMPTS)
    assert len(render_calls) == looks


@pytest.mark.parametrize("sign", ["lost_at", "doomed_at"])
def test_lost_and_doomed_assets_are_not_processed(sign, render_calls):
    asset = keep(take_photo())
    Asset.objects.update(**{sign: timezone.now()})
    assert process(asset.pk) is False
    assert get_state(asset) == (State.NEW, {}, 0)
    assert render_calls == []


@pytest.mark.parametrize(
    "harm", [stored_assets.truncate, lambda key: stored_assets.path_of(key).unlink()]
)
def test_asset_is_lost_when_its_stored_original_is_damaged(harm):
    content = take_photo()
    keep(take_photo())
    asset = keep(content)
    stored_assets.path_of(asset.key).chmod(0o644)
    stored_assets.write_file(asset.key, b"\xff\xd8\xff" + bytes(len(content) - 3))
    harm(asset.key)
    process(asset.pk)
    assert get_state(asset) == (State.NEW, {}, 0)
    assert asset.lost_at
    assert Finding.objects.get().key == asset.key
    keep(content)
    process(asset.pk)
    assert get_state(asset) == (State.READY, {}, 1)


def test_attempts_do_not_count_when_the_disk_is_not_mounted():
    asset = keep(take_photo())
    stored_assets.path_of("originals").rename(stored_assets.path_of("elsewhere"))
    for _ in range(MAX_ATTEMPTS + 1):
        with pytest.raises(findings.StorageUnavailable):
            process(asset.pk)
    assert get_state(asset)[::2] == (State.PROCESSING, 0)
    stored_assets.path_of("elsewhere").rename(stored_assets.path_of("originals"))
    process(asset.pk)
    assert get_state(asset) == (State.READY, {}, 1)


def test_asset_that_was_reset_meanwhile_does_not_become_ready(install_step):
    def wish(asset, path, into):
        Asset.objects.update(state=State.NEW, attempts=0)

    install_step(wish)
    asset = keep(take_photo())
    process(asset.pk)
    assert get_state(asset)[0] == State.NEW
