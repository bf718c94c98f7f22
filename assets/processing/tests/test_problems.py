import pytest
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import override

from assets.models import Asset
from assets.processing import probe, problems, sandbox, step_errors, video
from assets.tests.factories.assets import keep
from assets.tests.factories.camera_files import shot

WHYS = [*sandbox.SandboxProblem, *video.VideoProblem, *probe.ProbeProblem]
OF_STEPS = ["no ffmpeg", "a fault of ours", "gave up", step_errors.DISK_FULL]


@pytest.mark.parametrize("why", [*map(str, WHYS), *OF_STEPS])
def test_every_reason_has_words(why):
    assert why in problems.REASON_LABELS


def test_there_are_no_words_for_what_cannot_happen():
    assert set(problems.REASON_LABELS) == {*map(str, WHYS), *OF_STEPS}


def test_every_step_has_words():
    names = [*settings.PROCESSING_STEPS, *settings.SLOW_PROCESSING_STEPS]
    steps = {import_string(f"{name}.NAME") for name in names}
    assert set(problems.STEP_LABELS) == {*steps, "develop"}


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        ("", []),
        ("preview: unreadable", ["No preview: the file is damaged."]),
        ("preview: unsupported", ["No preview: this format cannot be shown."]),
        ("facts: no program", ["No facts: ExifTool is missing."]),
        (
            "facts: nonsense\nfilm: no ffmpeg",
            [
                "No facts: what it says makes no sense.",
                "No film to play: ffmpeg is missing, or can do too little.",
            ],
        ),
        ("faces: too shy", ["faces: too shy."]),
        ("something that an older one wrote", ["something that an older one wrote"]),
    ],
)
def test_what_is_kept_is_told_in_words_of_people(trouble, said):
    assert problems.describe(trouble) == said


def test_it_is_told_in_the_language_of_whoever_asks():
    with override("de"):
        assert problems.describe("preview: unreadable") == [
            "Keine Vorschau: Die Datei ist beschädigt."
        ]


@pytest.mark.parametrize(
    ("before", "whys", "after"),
    [
        ("", {"facts": None}, ""),
        ("", {"facts": "crashed", "preview": None}, "facts: crashed"),
        ("facts: crashed\npreview: over time", {"preview": None}, "facts: crashed"),
        ("facts: crashed", {"facts": "nonsense"}, "facts: nonsense"),
        ("preview: crashed", {"film": "crashed"}, "preview: crashed\nfilm: crashed"),
    ],
)
def test_of_a_step_that_is_taken_again_only_the_last_counts(before, whys, after):
    assert problems.update_lines(before, whys) == after


@pytest.mark.django_db
def test_the_owner_reads_it_in_the_admin(studio):
    keep(shot())
    Asset.objects.update(state=Asset.State.FAILED, trouble="preview: unreadable\nfacts: nonsense")
    asset = Asset.objects.get()
    for address in ("/admin/assets/asset/", f"/admin/assets/asset/{asset.pk}/change/"):
        page = studio.get(address).content.decode()
        assert "No preview: the file is damaged." in page
        assert "No facts: what it says makes no sense." in page
