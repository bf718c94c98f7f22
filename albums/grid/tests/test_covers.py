import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from albums.grid import covers
from albums.models import Album, Placement, Section
from albums.tests.factories import stored_files
from albums.tests.factories.placements import add_photos, add_to_album, filter_placements
from albums.trash.disposal import trash_placements

pytestmark = [pytest.mark.django_db, pytest.mark.db]

DOOR = "u1.a.0"


@pytest.fixture
def anna(owner):
    return stored_files.get_album("Anna")


def choose_cover(album):
    album.refresh_from_db()
    return covers.choose([album], DOOR).get(album.pk)


def read_cover(album):
    found = choose_cover(album)
    return found and found.tile.picture


def pictures(*some):
    return [str(one.picture_id) for one in some]


def set_cover(album, placement, **point):
    Album.objects.filter(pk=album.pk).update(cover=placement.picture, **point)


def test_the_cover_is_the_chosen_photo_with_its_focal_point(anna):
    _, two = add_photos(anna, "one", "two")
    set_cover(anna, two, cover_x=10, cover_y=90)
    found = choose_cover(anna)
    assert (found.tile.picture, found.x, found.y) == (str(two.picture_id), 10, 90)
    assert found.is_chosen


def test_the_cover_is_the_first_photo_with_a_centered_focal_point_when_none_is_chosen(anna):
    one, two = add_photos(anna, "one", "two")
    assert [read_cover(anna)] == pictures(one)
    set_cover(anna, two, cover_x=10)
    filter_placements(two).update(hidden=True)
    found = choose_cover(anna)
    assert ([found.tile.picture], found.x, found.y) == (pictures(one), 50, 50)
    assert not found.is_chosen


@pytest.mark.parametrize(
    "change", [{"hidden": True}, {"is_orphan_sidecar": True}, {"trashed_at": timezone.now()}]
)
def test_the_cover_is_another_photo_when_clients_cannot_see_the_chosen_one(anna, change):
    one, two = add_photos(anna, "one", "two")
    set_cover(anna, one)
    filter_placements(one).update(**change)
    assert [read_cover(anna)] == pictures(two)


def test_the_chosen_photo_is_ignored_when_it_is_not_in_the_album(anna):
    (one,) = add_photos(anna, "one")
    (other,) = add_photos(stored_files.get_album("Ben"), "other")
    set_cover(anna, other)
    assert [read_cover(anna)] == pictures(one)
    add_to_album(anna, other)
    assert [read_cover(anna)] == pictures(other)


def test_the_first_photo_is_the_first_of_the_grid(anna):
    # Photos outside of sections come first, then the sections in their order.
    one, two, three = add_photos(anna, "one", "two", "three")
    sections = [
        Section.objects.create(album=anna, title=title, order_key=key)
        for key, title in (("c", "Last"), ("a", "Empty"), ("b", "First"))
    ]
    filter_placements(one).update(section=sections[0], order_key="a")
    filter_placements(two).update(section=sections[2], order_key="z")
    assert [read_cover(anna)] == pictures(three)
    trash_placements(filter_placements(three), timezone.now())
    assert [read_cover(anna)] == pictures(two)
    filter_placements(two).update(hidden=True)
    assert [read_cover(anna)] == pictures(one)


def test_an_album_without_photos_has_no_cover(anna):
    assert choose_cover(anna) is None
    assert covers.choose([], DOOR) == {}


def test_many_albums_take_as_many_queries_as_one(owner):
    albums = [stored_files.get_album(f"Album {number}") for number in range(6)]
    for album in albums:
        add_photos(album, *(f"{album.title} {number}" for number in range(4)))
    section = Section.objects.create(album=albums[1], title="All", order_key="a")
    Placement.objects.filter(album=albums[1]).update(section=section)

    def count_queries(some):
        with CaptureQueriesContext(connection) as queries:
            found = covers.choose(some, DOOR)
        assert set(found) == {album.pk for album in some}
        return len(queries)

    assert count_queries(albums[:1]) == count_queries(albums)
