from datetime import timedelta

import pytest
from django.utils import timezone

from albums.models import Album, Placement
from albums.refusals import AlbumClosed
from albums.tests.factories import pictures
from albums.tests.factories.albums import create_album
from albums.unfiled import changes
from assets.integrity.disposal import sweep
from assets.models import Picture

pytestmark = [pytest.mark.django_db, pytest.mark.db]

MONTH = timedelta(days=30)
A_MOMENT = timedelta(seconds=1)


@pytest.fixture
def anna(owner):
    return create_album(owner, "Anna")


def names(owner_client, query=""):
    reply = owner_client.get(f"/studio/unfiled/{query}")
    assert reply.status_code == 200
    return {row.tile.name for row in reply.context["shown"]}


def test_pictures_in_an_album_or_its_trash_are_not_listed(owner_client, owner, anna):
    first, second = pictures.create_pictures(2, owner)
    pictures.create_pictures(1, owner, anna)
    pictures.create_pictures(1, owner, anna)
    Placement.objects.filter(pk=Placement.objects.first().pk).update(trashed_at=timezone.now())
    assert names(owner_client) == {first.name, second.name}


def test_an_unfiled_picture_is_never_deleted_automatically(owner):
    pictures.create_pictures(1, owner)
    assert sweep(timezone.now() + 100 * MONTH).pictures == 0


def test_pictures_are_added_to_an_album_in_its_order(owner_client, owner, anna):
    first, second, third = pictures.create_pictures(3, owner)
    pictures.create_pictures(1, owner, anna)
    data = {"picture": [second.picture_id, first.picture_id], "album": anna.pk}
    reply = owner_client.post("/studio/unfiled/put/", data, follow=True)
    assert "Added 2 photos to “Anna”." in reply.content.decode()
    placements = Placement.objects.filter(picture__in=[first.picture_id, second.picture_id])
    assert list(placements.in_order().values_list("picture", "placed_by")) == [
        (first.picture_id, owner.pk),
        (second.picture_id, owner.pk),
    ]
    assert names(owner_client) == {third.name}
    owner_client.post("/studio/unfiled/put/", data)
    assert placements.count() == 2


def test_nothing_is_added_without_an_open_album_and_a_selection(owner_client, owner, anna):
    (first,) = pictures.create_pictures(1, owner)
    for fields in ({"state": "archived"}, {"trashed_at": timezone.now()}):
        closed = create_album(owner, "Closed", **fields)
        data = {"picture": first.picture_id, "album": closed.pk}
        assert "Select photos and choose an album first." in _post(owner_client, "put", data)
    for data in ({"picture": first.picture_id, "album": "x"}, {"album": anna.pk}, {}):
        assert "Select photos and choose an album first." in _post(owner_client, "put", data)
    assert not Placement.objects.exists()


def test_nothing_is_added_when_the_album_was_closed_meanwhile(owner, anna):
    (first,) = pictures.create_pictures(1, owner)
    for fields in ({"state": "archived"}, {"trashed_at": timezone.now()}):
        Album.objects.filter(pk=anna.pk).update(**fields)
        with pytest.raises(AlbumClosed):
            changes.add_to_album([first.picture_id], anna, owner)
    assert not Placement.objects.exists()


def _post(owner_client, action, data):
    return owner_client.post(f"/studio/unfiled/{action}/", data, follow=True).content.decode()


def test_trashed_pictures_can_be_restored_for_thirty_days(owner_client, owner):
    first, second = pictures.create_pictures(2, owner)
    assert "Moved 1 photo to the trash." in _post(
        owner_client, "throw", {"picture": first.picture_id}
    )
    assert names(owner_client) == {second.name}
    assert names(owner_client, "?thrown=1") == {first.name}
    assert sweep(timezone.now() + MONTH - timedelta(minutes=1)).pictures == 0
    assert "Restored 1 photo." in _post(owner_client, "back", {"picture": first.picture_id})
    assert names(owner_client) == {first.name, second.name}
    _post(owner_client, "throw", {"all": "1"})
    assert names(owner_client) == set()
    assert sweep(timezone.now() + MONTH + A_MOMENT).pictures == 2
    assert not Picture.objects.exists()


def test_a_picture_in_an_album_is_not_moved_to_the_trash(owner_client, owner, anna):
    (in_album,) = pictures.create_pictures(1, owner, anna)
    assert "Moved 0 photos to the trash." in _post(
        owner_client, "throw", {"picture": in_album.picture_id}
    )
    assert changes.restore([in_album.picture_id]) == 0
    assert not Picture.objects.discarded().exists()


def test_only_owners_have_the_page(client, uploader, owner, anna):
    (first,) = pictures.create_pictures(1, uploader)
    anna.uploaders.add(uploader)
    client.force_login(uploader)
    assert client.get("/studio/unfiled/").status_code == 404
    for action in ("put", "throw", "back"):
        data = {"picture": first.picture_id, "album": anna.pk}
        assert client.post(f"/studio/unfiled/{action}/", data).status_code == 404
    assert not Placement.objects.exists()
    assert not Picture.objects.discarded().exists()
