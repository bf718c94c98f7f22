import pytest
from django.conf import settings
from django.utils.translation import override

from assets.models import Asset, ProcessingProblem
from assets.processing import steps
from assets.processing.problems import Problem
from assets.tests.factories import stored_assets
from assets.tests.factories.assets import keep
from assets.tests.factories.camera_files import take_photo


@pytest.mark.parametrize("problem", Problem)
def test_every_problem_has_a_message_and_advice(problem):
    row = ProcessingProblem(problem=problem)
    assert row.message.endswith(".")
    assert row.advice.endswith(".")
    with override("de"):
        german = row.message, row.advice
    assert german[0] != row.message
    assert german[1] != row.advice


@pytest.mark.parametrize(
    "name", [*settings.PROCESSING_STEPS, *settings.SLOW_PROCESSING_STEPS, steps.PIPELINE]
)
def test_every_step_has_a_label(name):
    name = name if name == steps.PIPELINE else steps.load([name])[0].NAME
    problem = ProcessingProblem(step=name, problem=Problem.DAMAGED)
    with override("en"):
        english = steps.describe(problem)
    with override("de"):
        german = steps.describe(problem)
    assert english.startswith("Couldn't ")
    assert not german.startswith("Couldn't ")


@pytest.mark.parametrize(
    ("step", "problem", "text"),
    [
        ("previews", "damaged", "Couldn't create a preview. The file is damaged."),
        ("faces", "damaged", "faces: The file is damaged."),
        ("previews", "too_shy", "Couldn't create a preview. too_shy"),
    ],
)
def test_a_row_of_another_version_is_shown_as_it_is(step, problem, text):
    assert steps.describe(ProcessingProblem(step=step, problem=problem)) == text


def test_a_problem_is_described_in_the_language_of_the_reader():
    with override("de"):
        problem = ProcessingProblem(step="previews", problem="damaged")
        assert steps.describe(problem) == (
            "Es konnte keine Vorschau erstellt werden. Die Datei ist beschädigt."
        )


@pytest.mark.django_db
def test_assets_that_are_short_of_room_or_incomplete_are_found():
    full, damaged, failed, lost, _fine = stored_assets.create(5)
    for step in ("previews", "playable_video"):
        full.problems.create(step=step, problem=Problem.DISK_FULL)
    damaged.problems.create(step="previews", problem=Problem.DAMAGED)
    Asset.objects.filter(pk=failed.pk).update(state=Asset.State.FAILED)
    Asset.objects.filter(pk=lost.pk).update(lost_at=lost.kept_at)
    assert list(Asset.objects.out_of_disk_space()) == [full]
    found = list(Asset.objects.incomplete())
    assert len(found) == 4
    assert set(found) == {full, damaged, failed, lost}


@pytest.mark.django_db
def test_the_owner_sees_problems_in_the_admin(owner_client):
    asset = keep(take_photo())
    asset.problems.create(step="previews", problem="damaged", detail="Truncated at byte 99")
    asset.problems.create(step="metadata", problem="invalid_metadata")
    for address in ("/admin/assets/asset/", f"/admin/assets/asset/{asset.pk}/change/"):
        page = owner_client.get(address).text
        assert "Couldn&#x27;t create a preview. The file is damaged." in page
        assert "The file&#x27;s metadata can&#x27;t be read." in page
    assert "Truncated at byte 99" in page
