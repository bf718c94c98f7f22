from datetime import timedelta

import pytest
from django.utils import timezone

from albums.models import Album, Placement
from albums.processing_steps import ordering
from albums.tests.factories import stored_files
from albums.tests.factories.grids import add_photos
from albums.tests.factories.placements import add_to_album
from albums.tests.factories.shots import (
    NOON,
    add_shot,
    list_leading_names,
    picture_of,
    placement_of,
    run_steps,
)
from assets.models import Picture

pytestmark = [pytest.mark.django_db, pytest.mark.db]

PHONE = {"camera": "Phone 9", "offset_minutes": 120}


def bring(album, *files):
    """All arrive, then all are developed."""
    assets = [add_shot(album, name, after, **known) for name, after, known in files]
    run_steps(*assets)
    return assets


def test_photos_of_several_cameras_are_sorted_by_capture_time(anna):
    bring(
        anna,
        ("PXL_20260620_100500000.jpg", 300, PHONE),
        ("DSC_0003.NEF", 600, {}),
        ("DSC_0002.NEF", 240, {}),
        ("PXL_20260620_100000500.jpg", 0.5, PHONE),
        ("DSC_0001.NEF", 0, {}),
        ("clip.mov", 301, {"duration_seconds": 40}),
    )
    assert list_leading_names(anna) == [
        "DSC_0001.NEF",
        "PXL_20260620_100000500.jpg",
        "DSC_0002.NEF",
        "PXL_20260620_100500000.jpg",
        "clip.mov",
        "DSC_0003.NEF",
    ]


def test_photos_of_one_moment_are_sorted_by_number(anna):
    names = ["IMG_10.jpg", "IMG_9.jpg", "IMG_100.jpg", "a.jpg"]
    bring(anna, *((name, 0, {}) for name in names))
    assert list_leading_names(anna) == ["a.jpg", "IMG_9.jpg", "IMG_10.jpg", "IMG_100.jpg"]


def test_photos_without_capture_time_are_last_in_order_of_arrival(anna):
    bring(anna, ("b.jpg", None, {}), ("c.jpg", 9, {}), ("a.jpg", None, {}))
    assert list_leading_names(anna) == ["c.jpg", "b.jpg", "a.jpg"]


def test_new_photos_are_last_until_their_capture_time_is_known(anna):
    bring(anna, ("b.jpg", 9, {}))
    late = add_shot(anna, "a.jpg", 0)
    assert list_leading_names(anna) == ["b.jpg", "a.jpg"]
    run_steps(late)
    assert list_leading_names(anna) == ["a.jpg", "b.jpg"]


def test_photos_moved_by_hand_stay_in_place(anna):
    asset = add_shot(anna, "a.jpg", 0)
    Placement.objects.update(order_key="z by hand")
    for _ in range(2):
        run_steps(asset)
    assert placement_of(asset).order_key == "z by hand"


def test_corrected_capture_time_is_used(anna):
    one, two = add_shot(anna, "a.jpg", 0), add_shot(anna, "b.jpg", 5)
    Picture.objects.filter(pk=picture_of(one).pk).update(
        taken_override=NOON + timedelta(seconds=9)
    )
    run_steps(one, two)
    assert list_leading_names(anna) == ["b.jpg", "a.jpg"]


def test_photo_is_sorted_into_each_of_its_albums(anna):
    other = stored_files.get_album("Best of")
    one = add_shot(anna, "a.jpg", 0)
    add_to_album(other, placement_of(one))
    Placement.objects.filter(album=other).update(order_key="~")
    run_steps(one)
    keys = set(Placement.objects.values_list("order_key", flat=True))
    assert len(keys) == 1
    assert not keys.pop().startswith("~")


def test_restored_photo_is_sorted_into_its_place(anna):
    one, *_ = bring(anna, ("b.jpg", 9, {}), ("c.jpg", 10, {}))
    late = add_shot(anna, "a.jpg", 0)
    Placement.objects.filter(pk=placement_of(late).pk).update(trashed_at=timezone.now())
    run_steps(late)
    assert list_leading_names(anna) == ["b.jpg", "c.jpg"]
    Placement.objects.update(trashed_at=None)
    assert list_leading_names(anna) == ["a.jpg", "b.jpg", "c.jpg"]


def test_pair_is_sorted_by_capture_time_whichever_file_is_first(anna):
    bring(anna, ("x.jpg", 5, {}), ("IMG_1.NEF", 0, {}), ("IMG_1.JPG", 0, {}), ("y.jpg", 3, {}))
    assert list_leading_names(anna) == ["IMG_1.JPG", "y.jpg", "x.jpg"]


def test_long_name_fits_into_the_key(anna):
    (asset,) = bring(anna, ("1" * 240 + ".jpg", 0, {}))
    assert placement_of(asset).order_key.startswith("20260620120000")


def test_new_photos_follow_the_album_order(anna):
    Album.objects.filter(pk=anna.pk).update(order="name")
    bring(anna, ("b10.jpg", 0, {}), ("b9.jpg", 5, {}), ("a.jpg", None, {}))
    assert list_leading_names(anna) == ["a.jpg", "b9.jpg", "b10.jpg"]
    for order in ("manual", "added"):
        Album.objects.filter(pk=anna.pk).update(order=order)
        bring(anna, (f"{order}.jpg", -60, {}))
        assert list_leading_names(anna)[-1] == f"{order}.jpg"


def test_12000_photos_placed_at_one_moment_keep_their_order_when_sorted_by_arrival(anna):
    rows = add_photos(anna, 12_000)
    Placement.objects.filter(album=anna).update(placed_at=timezone.now())
    keys = ordering.build_order_keys(Album.Order.ADDED, anna.placements.all())
    assert sorted(keys, key=keys.get) == [row.pk for row in rows]
