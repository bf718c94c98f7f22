import pytest

from albums.models import Album, Placement
from albums.tests.factories import stored_files
from albums.tests.factories.placements import (
    A_MOMENT,
    MONTH,
    NOW,
    add_photos,
    add_to_album,
    filter_placements,
)
from albums.trash.disposal import (
    Consequences,
    album_consequences,
    purge,
    restore_album,
    restore_placements,
    trash_album,
    trash_placements,
)
from assets.models import Picture, Version

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def epoch(album):
    return Album.objects.get(pk=album.pk).epoch


def test_trashing_hides_photos_and_bumps_each_epoch_once(anna, best):
    one, two, three = add_photos(anna, "one", "two", "three")
    copy = add_to_album(best, one)
    assert trash_placements(filter_placements(one, two, copy), NOW) == 3
    assert list(Placement.objects.alive()) == [three]
    assert (epoch(anna), epoch(best)) == (1, 1)
    assert trash_placements(filter_placements(one), NOW + MONTH) == 0
    assert Placement.objects.get(pk=one.pk).trashed_at == NOW, "the first moment counts"
    assert (epoch(anna), epoch(best)) == (1, 1)


def test_restored_photos_are_where_they_were(anna):
    one, two = add_photos(anna, "one", "two")
    Placement.objects.filter(pk=one.pk).update(order_key="~b")
    trash_placements(filter_placements(one, two), NOW)
    Picture.objects.filter(pk=one.picture_id).update(discarded_at=NOW)
    assert restore_placements(filter_placements(one)) == 1
    assert Placement.objects.alive().get().order_key == "~b"
    assert not Picture.objects.discarded().exists()
    assert restore_placements(filter_placements(one)) == 0


def test_trashing_many_photos_takes_as_many_queries_as_few(anna, django_assert_num_queries):
    some = add_photos(anna, *(f"{number}" for number in range(12)))
    with django_assert_num_queries(6):
        trash_placements(filter_placements(*some[:2]), NOW)
    with django_assert_num_queries(6):
        trash_placements(filter_placements(*some[2:]), NOW)


def test_an_album_can_be_restored_until_its_time_is_over(anna):
    add_photos(anna, "one")
    assert trash_album(anna, NOW)
    assert epoch(anna) == 1
    assert not trash_album(anna, NOW + A_MOMENT)
    purge(NOW + MONTH - A_MOMENT)
    assert restore_album(anna, NOW + MONTH - A_MOMENT)
    assert Placement.objects.alive().count() == 1
    assert not restore_album(anna, NOW + MONTH)


def test_an_album_is_not_restored_when_its_time_is_over(anna):
    trash_album(anna, NOW)
    assert not restore_album(anna, NOW + MONTH)
    assert Album.objects.trashed().get() == anna


def test_consequences_count_photos_that_are_in_no_other_album(anna, best):
    one, two, three, four = add_photos(anna, "one", "two", "three", "four")
    add_to_album(best, one)
    trash_placements(filter_placements(add_to_album(best, two), four), NOW)
    gone = stored_files.get_album("Gone")
    add_to_album(gone, three)
    trash_album(gone, NOW)
    Version.objects.create(
        picture=two.picture, asset=_asset_of(three), name="b", uploader=anna.created_by
    )
    consequences = album_consequences(anna)
    assert (consequences.pictures, consequences.only_here, consequences.elsewhere) == (3, 2, 1)
    assert consequences.bytes_only_here == _asset_of(two).size + _asset_of(three).size
    assert album_consequences(stored_files.get_album("Empty")) == Consequences(0, 0, 0)


def _asset_of(placement):
    return placement.picture.versions.in_arrival_order().first().asset
