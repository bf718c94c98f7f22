"""Each change of rows that is easy to get wrong is written in one place."""

import re

import pytest
from django.utils import timezone

from albums.models import Album, Placement
from albums.tests.factories.albums import create_album
from albums.tests.factories.selections import add_photos, read_epoch
from assets.models import Picture
from clientpix.testing.repository import ROOT

pytestmark = pytest.mark.django_db

# Where each of these may be written by hand: in the function that everybody else calls.
ONE_PLACE = {
    r"epoch=F\(": ["albums/models/album.py"],
    r"Album\.objects(\.[a-z_]+\([^()]*\))*\.select_for_update\(|albums\.select_for_update\(": [],
    r"update\w*\([^)]*trashed_at=": ["albums/models/placement.py", "albums/trash/disposal.py"],
    r"Mod\(|\.rotation \+": ["assets/models/picture.py"],
}


@pytest.mark.parametrize("pattern", ONE_PLACE)
def test_a_change_of_rows_is_written_in_one_place(pattern):
    sources = [
        path
        for app in ("accounts", "albums", "assets", "sharing")
        for path in (ROOT / app).rglob("*.py")
        if not {"tests", "migrations"} & set(path.parts)
    ]
    found = [
        str(path.relative_to(ROOT)) for path in sources if re.search(pattern, path.read_text())
    ]
    assert sorted(found) == ONE_PLACE[pattern]


def test_locked_albums_come_in_one_order(owner):
    albums = [create_album(owner, title) for title in ("Anna", "Best", "Cake")]
    assert list(Album.objects.locked()) == sorted(albums, key=lambda album: album.pk)
    assert Album.objects.locked().query.select_for_update


def test_the_epoch_is_increased_together_with_other_fields(owner):
    anna, best = create_album(owner), create_album(owner, "Best")
    assert Album.objects.filter(pk=anna.pk).bump_epoch(state="archived") == 1
    assert (read_epoch(anna), read_epoch(best)) == (1, 0)
    assert Album.objects.get(pk=anna.pk).is_archived


@pytest.fixture
def now():
    return timezone.now()


def test_a_placement_keeps_the_moment_it_was_first_trashed(owner, now):
    add_photos(create_album(owner), 2, owner)
    assert Placement.objects.all().trash(now) == 2
    assert Placement.objects.all().trash(now.replace(year=2000)) == 0
    assert set(Placement.objects.values_list("trashed_at", flat=True)) == {now}


def test_a_restored_photo_is_no_longer_discarded(owner, now):
    placements = add_photos(create_album(owner), 2, owner)
    Placement.objects.all().trash(now)
    Picture.objects.update(discarded_at=now)
    assert Placement.objects.filter(pk=placements[0].pk).restore() == 1
    assert Picture.objects.get(discarded_at=None).pk == placements[0].picture_id


def test_rotations_add_up(owner):
    add_photos(create_album(owner), 1, owner)
    for degrees in (-90, -90, 270, 90):
        Picture.objects.all().rotate(degrees)
    assert Picture.objects.get().rotation == 180
