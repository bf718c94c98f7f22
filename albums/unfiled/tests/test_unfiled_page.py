from datetime import timedelta

import pytest
from django.utils import timezone

from albums.models import Album, Placement
from albums.refusals import AlbumClosed
from albums.tests.factories import pictures
from albums.unfiled import changes
from assets.integrity.disposal import sweep
from assets.models import Picture

pytestmark = [pytest.mark.django_db, pytest.mark.db]

MONTH = timedelta(days=30)
A_MOMENT = timedelta(seconds=1)


@pytest.fixture
def anna(owner):
    return pictures.album("Anna", owner)


def names(studio, query=""):
    reply = studio.get(f"/studio/unfiled/{query}")
    assert reply.status_code == 200
    return {one.tile.name for one in reply.context["shown"]}


def test_what_lies_in_an_album_or_in_its_trash_is_not_unfiled(studio, owner, anna):
    one, two = pictures.pictures(2, owner)
    pictures.pictures(1, owner, anna)
    pictures.pictures(1, owner, anna)
    Placement.objects.filter(pk=Placement.objects.first().pk).update(trashed_at=timezone.now())
    assert names(studio) == {one.name, two.name}


def test_it_is_never_removed_by_itself(owner):
    pictures.pictures(1, owner)
    assert sweep(timezone.now() + 100 * MONTH).pictures == 0


def test_it_is_put_in_an_album_in_its_order(studio, owner, anna):
    first, second, stays = pictures.pictures(3, owner)
    pictures.pictures(1, owner, anna)
    sent = {"picture": [second.picture_id, first.picture_id], "album": anna.pk}
    reply = studio.post("/studio/unfiled/put/", sent, follow=True)
    assert "2 pictures lie in Anna now." in reply.content.decode()
    made = Placement.objects.filter(picture__in=[first.picture_id, second.picture_id])
    assert list(made.in_order().values_list("picture", "placed_by")) == [
        (first.picture_id, owner.pk),
        (second.picture_id, owner.pk),
    ]
    assert names(studio) == {stays.name}
    studio.post("/studio/unfiled/put/", sent)
    assert made.count() == 2


def test_what_takes_nothing_is_no_place_for_it(studio, owner, anna):
    (one,) = pictures.pictures(1, owner)
    for about in ({"state": "archived"}, {"trashed_at": timezone.now()}):
        closed = pictures.album("Closed", owner, **about)
        sent = {"picture": one.picture_id, "album": closed.pk}
        assert "Choose pictures and an album" in _said(studio, "put", sent)
    for sent in ({"picture": one.picture_id, "album": "x"}, {"album": anna.pk}, {}):
        assert "Choose pictures and an album" in _said(studio, "put", sent)
    assert not Placement.objects.exists()


def test_an_album_that_was_closed_meanwhile_takes_nothing(owner, anna):
    (one,) = pictures.pictures(1, owner)
    for about in ({"state": "archived"}, {"trashed_at": timezone.now()}):
        Album.objects.filter(pk=anna.pk).update(**about)
        with pytest.raises(AlbumClosed):
            changes.add_to_album([one.picture_id], anna, owner)
    assert not Placement.objects.exists()


def _said(studio, act, sent):
    return studio.post(f"/studio/unfiled/{act}/", sent, follow=True).content.decode()


def test_what_is_thrown_away_has_thirty_days_to_come_back(studio, owner):
    one, two = pictures.pictures(2, owner)
    assert "1 picture is in the trash" in _said(studio, "throw", {"picture": one.picture_id})
    assert names(studio) == {two.name}
    assert names(studio, "?thrown=1") == {one.name}
    assert sweep(timezone.now() + MONTH - timedelta(minutes=1)).pictures == 0
    assert "1 picture is back." in _said(studio, "back", {"picture": one.picture_id})
    assert names(studio) == {one.name, two.name}
    _said(studio, "throw", {"all": "1"})
    assert names(studio) == set()
    assert sweep(timezone.now() + MONTH + A_MOMENT).pictures == 2
    assert not Picture.objects.exists()


def test_nothing_that_lies_somewhere_is_thrown_away(studio, owner, anna):
    (placed,) = pictures.pictures(1, owner, anna)
    assert "0 pictures are in the trash" in _said(studio, "throw", {"picture": placed.picture_id})
    assert changes.restore([placed.picture_id]) == 0
    assert not Picture.objects.discarded().exists()


def test_it_is_for_owners_alone(client, uploader, owner, anna):
    (one,) = pictures.pictures(1, uploader)
    anna.uploaders.add(uploader)
    client.force_login(uploader)
    assert client.get("/studio/unfiled/").status_code == 404
    for act in ("put", "throw", "back"):
        sent = {"picture": one.picture_id, "album": anna.pk}
        assert client.post(f"/studio/unfiled/{act}/", sent).status_code == 404
    assert not Placement.objects.exists()
    assert not Picture.objects.discarded().exists()
