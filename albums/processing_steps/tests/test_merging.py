from itertools import permutations

import pytest
from django.utils import timezone

from albums.models import Album, Placement
from albums.processing_steps import merging
from albums.tests.factories import stored_files
from albums.tests.factories.placements import add_to_album
from albums.tests.factories.shots import (
    APPLE,
    NOON,
    add_shot,
    leader_of,
    names_of,
    picture_of,
    placement_of,
    run_steps,
)
from assets.models import Asset, Picture, Version

pytestmark = [pytest.mark.django_db, pytest.mark.db]

SAME = {"content_id": APPLE}
PAIRS = {
    "RAW and JPEG": (("IMG_1.NEF", 0, {}), ("IMG_1.JPG", 1, {}), "IMG_1.JPG"),
    "an edit": (("IMG_1.JPG", 0, {}), ("IMG_1-Edit.jpg", 0, {}), "IMG_1-Edit.jpg"),
    "an edit of a RAW": (("IMG_1.NEF", 0, {}), ("IMG_1-Edit.jpg", 0, {}), "IMG_1-Edit.jpg"),
    "live photo": (
        ("IMG_1.HEIC", 0, {}),
        ("IMG_1.MOV", 1, {"duration_seconds": 2.5}),
        "IMG_1.HEIC",
    ),
    "live photo by its number": (("IMG_1.HEIC", 0, SAME), ("X.MOV", 9, SAME), "IMG_1.HEIC"),
    "Pixel": (
        ("PXL_20260620_120000123.RAW-01.COVER.jpg", 0, {}),
        ("PXL_20260620_120000123.RAW-02.ORIGINAL.dng", 0, {}),
        "PXL_20260620_120000123.RAW-01.COVER.jpg",
    ),
}


@pytest.fixture
def best(owner):
    return stored_files.get_album("Best of")


def bring(album, *files):
    return [add_shot(album, name, after, **known) for name, after, known in files]


@pytest.fixture
def pair(anna):
    return bring(anna, ("IMG_1.NEF", 0, {}), ("IMG_1.JPG", 0, {}))


def are_different_pictures(*assets):
    return len({picture_of(asset) for asset in assets}) == len(assets)


@pytest.mark.parametrize("kind", PAIRS)
@pytest.mark.parametrize("later_comes_first", [True, False])
@pytest.mark.parametrize("later_is_known_first", [True, False])
def test_two_files_of_one_shot_are_merged(anna, kind, later_comes_first, later_is_known_first):
    *files, leads = PAIRS[kind]
    files = files[::-1] if later_comes_first else files
    assets = bring(anna, *files)
    first = placement_of(assets[0])
    run_steps(*(assets[::-1] if later_is_known_first else assets))
    placement = Placement.objects.get()
    assert placement.pk == first.pk
    assert names_of(placement.picture) == {name for name, *_ in files}
    assert leader_of(placement.picture) == leads
    assert Picture.objects.exclude(merged_into=None).get().merged_into == first.picture
    assert Version.objects.count() == 2


def test_merging_again_changes_nothing(pair):
    for _ in range(3):
        run_steps(*pair)
    assert Picture.objects.count() == 2
    assert Picture.objects.unmerged().get() == Placement.objects.get().picture


@pytest.mark.parametrize(
    "other",
    [
        ("IMG_1.JPG", 3, {}),
        ("IMG_1.JPG", None, {}),
        ("IMG_1.JPG", 0, {"camera": "Other Two"}),
        ("IMG_1.JPG", 0, {"folder": "card 2"}),
        ("IMG_2.JPG", 0, {}),
        ("IMG_1.xmp", None, {"folder": "elsewhere"}),
    ],
    ids=["moment", "unknown moment", "camera", "folder", "name", "sidecar"],
)
def test_doubtful_files_are_not_merged(anna, other):
    assets = bring(anna, ("IMG_1.NEF", 0, {}), other)
    run_steps(*assets)
    assert are_different_pictures(*assets)


def test_files_in_different_albums_are_not_merged(anna, best):
    raw, jpeg = add_shot(anna, "IMG_1.NEF"), add_shot(best, "IMG_1.JPG")
    run_steps(raw, jpeg)
    assert are_different_pictures(raw, jpeg)


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("is_in_the_trash_there", [True, False])
def test_pictures_in_several_albums_are_not_merged(pair, best, which, is_in_the_trash_there):
    there = add_to_album(best, placement_of(pair[which]))
    if is_in_the_trash_there:
        Placement.objects.filter(pk=there.pk).update(trashed_at=timezone.now())
    before = list(Placement.objects.order_by("pk").values("pk", "picture", "album"))
    run_steps(*pair)
    assert are_different_pictures(*pair)
    assert list(Placement.objects.order_by("pk").values("pk", "picture", "album")) == before


def test_partner_in_several_albums_does_not_block_the_others(anna, best):
    elsewhere, here = add_shot(anna, "IMG_1-Edit.jpg"), add_shot(anna, "IMG_1-Edit-2.jpg", 1)
    add_to_album(best, placement_of(elsewhere))
    original = add_shot(anna, "IMG_1.JPG")
    run_steps(original)
    assert picture_of(original) == picture_of(here) != picture_of(elsewhere)


def test_picture_added_to_another_album_meanwhile_is_not_merged(pair, best, monkeypatch):
    lock_pictures = merging._lock_pictures

    def placed_and_held(*pks):
        add_to_album(best, placement_of(pair[0]))
        return lock_pictures(*pks)

    monkeypatch.setattr(merging, "_lock_pictures", placed_and_held)
    run_steps(pair[1])
    assert are_different_pictures(*pair)


@pytest.mark.parametrize("which", [0, 1])
def test_pictures_in_the_trash_are_not_merged(pair, which):
    placement = placement_of(pair[which])
    Placement.objects.filter(pk=placement.pk).update(trashed_at=timezone.now())
    run_steps(*pair)
    assert are_different_pictures(*pair)
    assert placement_of(pair[which]) == placement


def test_pictures_of_an_album_in_the_trash_are_not_merged(pair):
    Album.objects.update(trashed_at=timezone.now())
    run_steps(*pair)
    assert are_different_pictures(*pair)


@pytest.mark.parametrize(
    "names", [*permutations(["IMG_1.NEF", "IMG_1.JPG", "IMG_1-Edit.jpg", "IMG_1-Edit-2.jpg"])]
)
def test_files_of_a_shot_are_merged_in_any_order_of_arrival(anna, names):
    for name in names:
        run_steps(add_shot(anna, name))
    assert names_of(Placement.objects.get().picture) == set(names)
    assert leader_of(Picture.objects.unmerged().get()) in {"IMG_1-Edit.jpg", "IMG_1-Edit-2.jpg"}
    assert set(Picture.objects.values_list("merged_into", flat=True)) == {
        None,
        Picture.objects.unmerged().get().pk,
    }


def test_redirects_point_to_the_last_picture_of_a_chain(anna):
    raw = add_shot(anna, "IMG_1.NEF", None)
    jpeg, edit = add_shot(anna, "IMG_1.JPG"), add_shot(anna, "IMG_1-Edit.jpg")
    run_steps(raw, jpeg, edit)
    assert picture_of(jpeg) == picture_of(edit) != picture_of(raw)
    Asset.objects.filter(pk=raw.pk).update(taken_local=NOON)
    run_steps(raw)
    redirects = Picture.objects.exclude(merged_into=None)
    assert {redirect.merged_into for redirect in redirects} == {picture_of(raw)}
    assert len(redirects) == 2


def test_second_camera_file_of_a_shot_is_not_merged(anna):
    # The two JPEGs may be the same shot, which only a person can decide.
    raw, jpeg = bring(anna, ("IMG_1.NEF", 0, {}), ("IMG_1.JPG", 0, {}))
    run_steps(raw, jpeg)
    again = add_shot(anna, "IMG_1.JPG")
    run_steps(again)
    assert picture_of(raw) == picture_of(jpeg) != picture_of(again)


def test_only_the_closest_of_several_partners_is_merged(anna):
    far, near = add_shot(anna, "IMG_1.JPG", 2), add_shot(anna, "IMG_1.JPG", 0.5)
    raw = add_shot(anna, "IMG_1.NEF", 0)
    run_steps(raw)
    assert picture_of(raw) == picture_of(near) != picture_of(far)
