from datetime import datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from assets.intake import kinds, naming
from assets.intake.kinds import Kind
from assets.models import Version
from assets.processing.pairing import (
    Decision,
    File,
    Reason,
    Role,
    choose_leader,
    compare,
    parse_stem,
)

NOON = datetime.fromisoformat("2026-05-23T12:00:00.25")
ROLES = {Kind.RAW: Role.RAW, Kind.FILM: Role.FILM, Kind.SIDECAR: Role.SIDECAR}
R5, Z8, PHONE, PIXEL = "Canon EOS R5", "Nikon Z 8", "Apple iPhone 13 Pro", "Google Pixel 7"
ONE_ID, OTHER_ID = "9B539AB8-A668-4FA6-9207-EB653A5E7E3C", "570F1469-0000-4FA6-9207-EB653A5E7E3C"


def file(name, camera=R5, at=0.0, **more):
    """As it lies in an album: AT seconds after noon, or at a time that it does not know."""
    extension = kinds.EXTENSION_ALIASES.get(suffix := name.rpartition(".")[2].lower(), suffix)
    role = ROLES.get(kinds.KIND_BY_EXTENSION[extension], Role.CAMERA)
    taken = None if at is None else NOON + timedelta(seconds=at)
    return File(naming.normalize_stem(name), role, extension, camera, taken, **more)


PAIRS = [
    (file("IMG_0001.CR3"), file("IMG_0001.JPG"), Reason.RAW_AND_PICTURE, "img_0001"),
    (file("DSC_1.NEF", Z8), file("dsc_1.jpg", Z8, 0.4), Reason.RAW_AND_PICTURE, "dsc_1"),
    (file("a.CR3", folder="raw"), file("a.JPG", folder="jpg"), Reason.RAW_AND_PICTURE, "a"),
    (file("a.dng", PHONE), file("a.heic", PHONE), Reason.RAW_AND_PICTURE, "a"),
    (file("wedding-12.cr3"), file("wedding-12.jpg"), Reason.RAW_AND_PICTURE, "wedding-12"),
    (file("2026-05-23.cr3"), file("2026-05-23.jpg"), Reason.RAW_AND_PICTURE, "2026-05-23"),
    (file("a(1).cr3"), file("a(1).jpg"), Reason.RAW_AND_PICTURE, "a(1)"),
    (file("a.cr3"), file("a.tif", camera=""), Reason.RAW_AND_PICTURE, "a"),
    (file("IMG_1.HEIC", PHONE), file("IMG_1.MOV", PHONE, -1.5), Reason.LIVE_PHOTO, "img_1"),
    (
        file("IMG_1.HEIC", PHONE, content_id=ONE_ID),
        file("IMG_1 2.MOV", PHONE, 3600, content_id=ONE_ID, folder="films"),
        Reason.LIVE_PHOTO,
        "img_1",
    ),
    (
        file("IMG_E1234.JPG", PHONE, content_id=ONE_ID),
        file("IMG_1234.MOV", PHONE, content_id=ONE_ID),
        Reason.LIVE_PHOTO,
        "img_e1234",
    ),
    (file("IMG_1.CR3"), file("IMG_1-Edit.tif"), Reason.EDIT, "img_1-edit"),
    (file("IMG_1.JPG"), file("IMG_1-Edit-2.jpg", camera=""), Reason.EDIT, "img_1-edit-2"),
    (file("IMG_1.JPG"), file("IMG_1_edit.jpg"), Reason.EDIT, "img_1_edit"),
    (file("IMG_1.JPG"), file("IMG_1-Bearbeitet.tif"), Reason.EDIT, "img_1-bearbeitet"),
    (file("IMG_1.JPG"), file("IMG_1 (Edited).jpg"), Reason.EDIT, "img_1 (edited)"),
    (file("IMG_1.JPG"), file("IMG_1-modifié.jpg"), Reason.EDIT, "img_1-modifié"),
    (file("wedding-12.jpg"), file("wedding-12-Edit.jpg"), Reason.EDIT, "wedding-12-edit"),
    (file("IMG_1234.HEIC", PHONE), file("IMG_E1234.JPG", PHONE), Reason.EDIT, "img_e1234"),
    (file("20240704_194543.jpg"), file("20240704_194543~2.jpg"), Reason.EDIT, "20240704_194543~2"),
    (
        file("PXL_20240704_194543691.RAW-02.ORIGINAL.dng", PIXEL),
        file("PXL_20240704_194543691.RAW-01.COVER.jpg", PIXEL),
        Reason.RAW_AND_PICTURE,
        "pxl_20240704_194543691.raw-01.cover",
    ),
    (
        file("PXL_20240704_194543691.PORTRAIT-02.ORIGINAL.jpg", PIXEL),
        file("PXL_20240704_194543691.PORTRAIT-01.COVER.jpg", PIXEL),
        Reason.SAME_SHOT,
        "pxl_20240704_194543691.portrait-01.cover",
    ),
    (
        file("PXL_20240704_194543691.ORIGINAL.jpg", PIXEL),
        file("PXL_20240704_194543691.PORTRAIT-01.COVER.jpg", PIXEL),
        Reason.SAME_SHOT,
        "pxl_20240704_194543691.portrait-01.cover",
    ),
    (
        file("PXL_20240704_194543691.MP.jpg", PIXEL),
        file("PXL_20240704_194543691.MP~2.jpg", PIXEL),
        Reason.EDIT,
        "pxl_20240704_194543691.mp~2",
    ),
    (file("clip.mov", PHONE), file("clip-Edit.mov", PHONE), Reason.EDIT, "clip-edit"),
]
DOUBTS = [
    (file("IMG_0001.CR3"), file("IMG_0001.JPG", at=None), Reason.UNKNOWN_MOMENT),
    (file("IMG_1.JPG"), file("IMG_1-Edit.jpg", camera="", at=None), Reason.UNKNOWN_MOMENT),
    (file("a.CR3", folder="one"), file("a.JPG", at=0.01, folder="two"), Reason.OTHER_FOLDER),
    (
        file("a.CR3", at=0.75, folder="one"),
        file("a.JPG", at=0.75, folder="two"),
        Reason.OTHER_FOLDER,
    ),
    (file("IMG_1.JPG"), file("IMG_1-2.JPG"), Reason.COPY),
    (file("IMG_1.CR3"), file("IMG_1 (1).JPG"), Reason.COPY),
    (file("IMG_1.CR3"), file("IMG_1-2-Edit.JPG"), Reason.COPY),
    (file("IMG_1.JPG"), file("IMG_1 - Copy.JPG"), Reason.COPY),
    (file("IMG_1.HEIC", PHONE), file("IMG_1.JPG", PHONE), Reason.SAME_SHOT),
    (file("IMG_1.CR3"), file("IMG_1.DNG"), Reason.SAME_SHOT),
    (file("IMG_1-Edit.tif"), file("IMG_1-Edit-2.tif"), Reason.SAME_SHOT),
]
TRAPS = [
    (file("IMG_0001.CR3", R5), file("IMG_0001.JPG", Z8), Reason.OTHER_CAMERA),
    (file("IMG_0001.CR3"), file("IMG_0001.JPG", at=2.001), Reason.OTHER_MOMENT),
    (file("IMG_0001.CR3"), file("IMG_0001.JPG", at=400 * 86_400), Reason.OTHER_MOMENT),
    (file("IMG_0001.JPG"), file("IMG_0002.JPG", at=1), Reason.OTHER_NAME),
    (file("IMG_0001.CR3"), file("IMG_0002.JPG", at=1), Reason.OTHER_NAME),
    (file("wedding-12.jpg"), file("wedding-13.jpg", at=1), Reason.OTHER_NAME),
    (file("2026-05-23.jpg"), file("2026-05-24.jpg"), Reason.OTHER_NAME),
    (file("a(1).jpg"), file("a(2).jpg"), Reason.OTHER_NAME),
    (file("IMG_1-Edit.jpg"), file("IMG_2.CR3"), Reason.OTHER_NAME),
    (file("IMG_1-Edit.jpg", at=86_400), file("IMG_1.CR3"), Reason.OTHER_MOMENT),
    (file("IMG_1-Edit.jpg", Z8), file("IMG_1.CR3", R5), Reason.OTHER_CAMERA),
    (file("IMG_1 (1).jpg", at=60), file("IMG_1.CR3"), Reason.OTHER_MOMENT),
    (file("IMG_1-Pano.jpg"), file("IMG_1.CR3"), Reason.OTHER_NAME),
    (file("credit.jpg"), file("cr.jpg"), Reason.OTHER_NAME),
    (file("IMG_E12.jpg", PHONE), file("IMG_12.jpg", PHONE), Reason.OTHER_NAME),
    (file("a.MOV", PHONE, seconds=90.0), file("a.HEIC", PHONE), Reason.OTHER_KIND),
    (file("a.avi"), file("a.jpg"), Reason.OTHER_KIND),
    (file("a.mov", PHONE), file("a.mp4", PHONE), Reason.OTHER_KIND),
    (file("a.xmp"), file("a.jpg"), Reason.OTHER_KIND),
    (
        file("IMG_1.HEIC", PHONE, content_id=ONE_ID),
        file("IMG_1.MOV", PHONE, content_id=OTHER_ID),
        Reason.OTHER_MOMENT,
    ),
    (
        file("PXL_20240704_194543691.RAW-02.ORIGINAL.dng", PIXEL),
        file("PXL_20240704_194544702.RAW-01.COVER.jpg", PIXEL, 1),
        Reason.OTHER_NAME,
    ),
]


@pytest.mark.parametrize(("one", "other", "why", "stem"), PAIRS)
def test_files_of_one_shot_are_merged_and_the_better_one_leads(one, other, why, stem):
    verdict = compare(one, other)
    assert (verdict.decision, verdict.why) == (Decision.MERGE, why)
    assert verdict.leads.stem == stem


@pytest.mark.parametrize(("one", "other", "why"), DOUBTS)
def test_doubtful_pairs_are_only_suggested(one, other, why):
    verdict = compare(one, other)
    assert (verdict.decision, verdict.why) == (Decision.SUGGEST, why)
    assert verdict.leads in (one, other)


@pytest.mark.parametrize(("one", "other", "why"), TRAPS)
def test_different_pictures_are_not_paired(one, other, why):
    assert compare(one, other) == (Decision.NOTHING, why, None)


@pytest.mark.parametrize("apart", [0, 1.999, 2])
def test_two_seconds_apart_is_close_enough(apart):
    assert compare(file("a.cr3"), file("a.jpg", at=apart)).decision == Decision.MERGE


def test_most_finished_file_leads():
    files = [file(f"a{name}") for name in (".xmp", ".mov", ".cr3", ".jpg", "-edit.jpg")]
    while files:
        assert choose_leader(reversed(files)) == choose_leader(files) == files[-1]
        files.pop()


def test_roles_are_the_same_as_those_of_versions():
    assert {str(role) for role in Role} == {str(role) for role in Version.Role}


STEMS = some.sampled_from(sorted({one.stem for pair in [*PAIRS, *TRAPS] for one in pair[:2]}))
MOMENTS = some.none() | some.floats(0, 5).map(lambda at: NOON + timedelta(seconds=at))
FILES = some.builds(
    File,
    stem=STEMS | some.text(max_size=12),
    role=some.sampled_from(Role),
    extension=some.sampled_from(["jpg", "mov", "mp4", "dng"]),
    camera=some.sampled_from(["", R5, R5.upper(), PHONE]),
    taken_local=MOMENTS,
    folder=some.sampled_from(["", "one"]),
    content_id=some.sampled_from(["", ONE_ID, OTHER_ID]),
    seconds=some.none() | some.floats(0, 10),
)


@given(FILES, FILES)
@example(file("a.jpg"), file("a.jpg"))
@example(file("a-edit.jpg"), file("a-edit.jpg"))
def test_comparison_is_symmetric(one, other):
    assert compare(one, other) == compare(other, one)


@given(FILES, FILES)
def test_nothing_is_merged_when_times_or_cameras_differ(one, other):
    is_numbered = one.content_id and one.content_id == other.content_id
    if compare(one, other).decision == Decision.MERGE and not is_numbered:
        assert abs(one.taken_local - other.taken_local) <= timedelta(seconds=2)
        assert not (one.camera and other.camera) or one.camera.lower() == other.camera.lower()


@given(some.text(max_size=300))
@example("~" * 40)
@example("a-edit" * 40)
@example("x-1" * 80)
def test_any_stem_can_be_parsed(stem):
    assert parse_stem(stem).root or not stem
