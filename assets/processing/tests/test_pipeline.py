import logging
from datetime import datetime
from functools import partial

import pytest
from django.utils import timezone

from assets.integrity import findings
from assets.models import Asset, Finding, Metadata, Rendition
from assets.processing import probe, renditions
from assets.processing.pipeline import MAX_ATTEMPTS, process
from assets.processing.step_errors import StepError
from assets.processing.tests import fake_step
from assets.storage import failpoints, vault
from assets.tests.factories import stored_assets
from assets.tests.factories.assets import PHOTO, keep
from assets.tests.factories.camera_files import shot

pytestmark = [pytest.mark.django_db, pytest.mark.db]

State = Asset.State


@pytest.fixture(autouse=True)
def _nobody_listens():
    yield
    probe.stop()


@pytest.fixture
def chore(settings, monkeypatch):
    return partial(fake_step.ask_for, settings, monkeypatch)


@pytest.fixture
def decoded(monkeypatch):
    """A line for every look at the pixels of a file."""
    lines, draw = [], renditions.render_in_sandbox

    def counted(*arguments):
        lines.append(arguments)
        return draw(*arguments)

    monkeypatch.setattr(renditions, "render_in_sandbox", counted)
    return lines


def seen(asset):
    asset.refresh_from_db()
    return asset.state, asset.trouble, asset.attempts


def left_over():
    return list(vault.incoming_folder().iterdir())


def kinds_of(asset):
    return sorted(asset.renditions.values_list("kind", flat=True))


def refuse(why="crashed", **how):
    def refused(asset, path, into):
        raise StepError(why, **how)

    return refused


def test_a_new_file_becomes_ready(chore):
    states = []
    chore(lambda asset, path, into: states.append(Asset.objects.get(pk=asset.pk).state))
    asset = keep(shot("2026:06:20 12:00:01", size=(900, 600)))
    assert seen(asset) == (State.NEW, "", 0)
    assert process(asset.pk) is False, "nothing slow is left"
    assert states == [State.PROCESSING]
    assert seen(asset) == (State.READY, "", 1)
    assert (asset.taken_local, asset.camera) == (
        datetime.fromisoformat("2026-06-20 12:00:01"),
        "Nobody One",
    )
    assert (asset.width, asset.height, asset.recipe) == (900, 600, renditions.RECIPE)
    assert asset.average_color
    assert asset.placeholder
    assert Metadata.objects.get().raw["exiftool"]["IFD0:Model"] == "Nobody One"
    assert kinds_of(asset) == ["small", "thumbnails", "web"]
    assert stored_assets.keys_there() == {
        asset.key,
        *(copy.key for copy in asset.renditions.all()),
    }
    assert left_over() == []


def test_doing_it_again_decodes_and_changes_nothing(decoded):
    asset = keep(shot())
    process(asset.pk)
    before = list(Rendition.objects.order_by("pk").values())
    read = Metadata.objects.get().read_at
    for _ in range(3):
        process(asset.pk)
    assert len(decoded) == 1
    assert list(Rendition.objects.order_by("pk").values()) == before
    assert Metadata.objects.get().read_at == read
    assert seen(asset) == (State.READY, "", 1)


def test_what_cannot_be_shown_fails_and_its_original_stays(decoded):
    asset = keep(PHOTO)
    process(asset.pk)
    assert seen(asset) == (State.FAILED, "preview: unreadable", 1)
    assert stored_assets.keys_there() == {asset.key}
    assert findings.check(asset) is None
    assert Metadata.objects.exists()
    assert left_over() == []
    process(asset.pk)
    assert len(decoded) == 1, "it has been seen that there is nothing to see"
    assert seen(asset) == (State.FAILED, "preview: unreadable", 1)


def test_of_what_has_failed_all_else_is_done(chore):
    asset, done = keep(PHOTO), []
    process(asset.pk)
    chore(lambda asset, path, into: done.append(asset))
    process(asset.pk)
    assert done == [asset]
    assert seen(asset)[0] == State.FAILED


@pytest.mark.parametrize("is_passing", [True, False])
def test_a_step_that_cannot_be_taken_leaves_the_others(chore, is_passing):
    chore(refuse("over time", is_passing=is_passing))
    asset = keep(shot())
    if is_passing:
        with pytest.raises(StepError, match="over time"):
            process(asset.pk)
    else:
        process(asset.pk)
    assert seen(asset) == (State.PROCESSING if is_passing else State.READY, "chore: over time", 1)
    assert len(kinds_of(asset)) == 3
    assert Metadata.objects.exists()


def test_a_trouble_is_forgotten_when_its_step_succeeds(chore):
    asset = keep(shot())
    chore(refuse())
    process(asset.pk)
    assert seen(asset)[1] == "chore: crashed"
    chore(lambda asset, path, into: None)
    process(asset.pk)
    assert seen(asset)[1] == ""


def test_troubles_of_several_steps_are_told_together(chore):
    asset = keep(PHOTO)
    chore(refuse())
    process(asset.pk)
    assert seen(asset)[1] == "chore: crashed\npreview: unreadable"


@pytest.mark.parametrize("is_needed", [True, False])
def test_what_passes_is_tried_four_times(chore, is_needed):
    chore(refuse(is_passing=True), is_needed=is_needed)
    asset = keep(shot())
    for _ in range(MAX_ATTEMPTS - 1):
        with pytest.raises(StepError):
            process(asset.pk)
        assert seen(asset)[0] == State.PROCESSING
    process(asset.pk)
    state = State.FAILED if is_needed else State.READY
    assert seen(asset) == (state, "chore: crashed", MAX_ATTEMPTS)


def test_a_mistake_of_ours_keeps_no_picture_from_being_seen(chore, caplog):
    def mistaken(asset, path, into):
        raise KeyError("of a camera from the future")

    chore(mistaken)
    asset = keep(shot())
    with caplog.at_level(logging.ERROR):
        process(asset.pk)
    assert seen(asset)[:2] == (State.READY, "chore: a fault of ours")
    assert "of a camera from the future" in caplog.text


class PulledPlug(BaseException):
    pass


@pytest.mark.parametrize("step", ["developing begun", "step taken", "copies stored"])
def test_whoever_was_killed_four_times_over_a_file_leaves_it(monkeypatch, step, decoded):
    asset = keep(shot())

    def reach(here):
        if here == step:
            raise PulledPlug(step)

    with monkeypatch.context() as patch:
        patch.setattr(failpoints, "reach", reach)
        for attempt in range(1, MAX_ATTEMPTS + 1):
            with pytest.raises(PulledPlug):
                process(asset.pk)
            assert seen(asset) == (State.PROCESSING, "", attempt)
    looks = len(decoded)
    process(asset.pk)
    assert seen(asset) == (State.FAILED, "develop: gave up", MAX_ATTEMPTS)
    assert len(decoded) == looks


@pytest.mark.parametrize("sign", ["lost_at", "doomed_at"])
def test_what_is_lost_or_about_to_go_is_left_alone(sign, decoded):
    asset = keep(shot())
    Asset.objects.update(**{sign: timezone.now()})
    assert process(asset.pk) is False
    assert seen(asset) == (State.NEW, "", 0)
    assert decoded == []


@pytest.mark.parametrize(
    "harm", [stored_assets.cut, lambda key: stored_assets.path_of(key).unlink()]
)
def test_what_is_damaged_here_has_not_failed_but_is_lost_until_it_is_back(harm):
    content = shot()
    keep(shot())
    asset = keep(content)
    stored_assets.path_of(asset.key).chmod(0o644)
    stored_assets.lay(asset.key, b"\xff\xd8\xff" + bytes(len(content) - 3))
    harm(asset.key)
    process(asset.pk)
    assert seen(asset) == (State.NEW, "", 0)
    assert asset.lost_at
    assert Finding.objects.get().key == asset.key
    keep(content)
    process(asset.pk)
    assert seen(asset) == (State.READY, "", 1)


def test_a_disk_that_is_away_counts_against_nobody():
    asset = keep(shot())
    stored_assets.path_of("originals").rename(stored_assets.path_of("elsewhere"))
    for _ in range(MAX_ATTEMPTS + 1):
        with pytest.raises(findings.StorageUnavailable):
            process(asset.pk)
    assert seen(asset)[::2] == (State.PROCESSING, 0)
    stored_assets.path_of("elsewhere").rename(stored_assets.path_of("originals"))
    process(asset.pk)
    assert seen(asset) == (State.READY, "", 1)


def test_what_has_to_be_made_again_meanwhile_is_not_called_ready(chore):
    def wish(asset, path, into):
        Asset.objects.update(state=State.NEW, attempts=0)

    chore(wish)
    asset = keep(shot())
    process(asset.pk)
    assert seen(asset)[0] == State.NEW
