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


def cover_of(album):
    album.refresh_from_db()
    return covers.choose([album], DOOR).get(album.pk)


def shown(album):
    found = cover_of(album)
    return found and found.tile.picture


def pictures(*some):
    return [str(one.picture_id) for one in some]


def choose(album, placement, **point):
    Album.objects.filter(pk=album.pk).update(cover=placement.picture, **point)


def test_the_chosen_picture_stands_for_its_album_by_its_point(anna):
    _, two = add_photos(anna, "one", "two")
    choose(anna, two, cover_x=10, cover_y=90)
    found = cover_of(anna)
    assert (found.tile.picture, found.x, found.y) == (str(two.picture_id), 10, 90)
    assert found.is_chosen


def test_else_the_first_one_does_and_the_point_of_another_is_not_its_own(anna):
    one, two = add_photos(anna, "one", "two")
    assert [shown(anna)] == pictures(one)
    choose(anna, two, cover_x=10)
    filter_placements(two).update(hidden=True)
    found = cover_of(anna)
    assert ([found.tile.picture], found.x, found.y) == (pictures(one), 50, 50)
    assert not found.is_chosen


@pytest.mark.parametrize(
    "change", [{"hidden": True}, {"is_orphan_sidecar": True}, {"trashed_at": timezone.now()}]
)
def test_what_is_not_shown_is_no_cover(anna, change):
    one, two = add_photos(anna, "one", "two")
    choose(anna, one)
    filter_placements(one).update(**change)
    assert [shown(anna)] == pictures(two)


def test_a_picture_of_another_album_is_no_cover_of_this_one(anna):
    (one,) = add_photos(anna, "one")
    (other,) = add_photos(stored_files.get_album("Ben"), "other")
    choose(anna, other)
    assert [shown(anna)] == pictures(one)
    add_to_album(anna, other)
    assert [shown(anna)] == pictures(other)


def test_the_first_is_the_first_of_the_wall(anna):
    """What lies in no section comes first, and then the sections in their own order."""
    one, two, three = add_photos(anna, "one", "two", "three")
    sections = [
        Section.objects.create(album=anna, title=title, order_key=key)
        for key, title in (("c", "Last"), ("a", "Empty"), ("b", "First"))
    ]
    filter_placements(one).update(section=sections[0], order_key="a")
    filter_placements(two).update(section=sections[2], order_key="z")
    assert [shown(anna)] == pictures(three)
    trash_placements(filter_placements(three), timezone.now())
    assert [shown(anna)] == pictures(two)
    filter_placements(two).update(hidden=True)
    assert [shown(anna)] == pictures(one)


def test_an_album_without_pictures_has_none(anna):
    assert cover_of(anna) is None
    assert covers.choose([], DOOR) == {}


def test_many_albums_cost_as_much_as_one(owner):
    albums = [stored_files.get_album(f"Album {number}") for number in range(6)]
    for album in albums:
        add_photos(album, *(f"{album.title} {number}" for number in range(4)))
    section = Section.objects.create(album=albums[1], title="All", order_key="a")
    Placement.objects.filter(album=albums[1]).update(section=section)

    def asked(some):
        with CaptureQueriesContext(connection) as queries:
            found = covers.choose(some, DOOR)
        assert set(found) == {album.pk for album in some}
        return len(queries)

    assert asked(albums[:1]) == asked(albums)
