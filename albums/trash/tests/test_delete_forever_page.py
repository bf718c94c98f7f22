import pytest
from django.utils import timezone

from albums.models import Album, Placement
from albums.tests.factories.placements import add_photos, add_to_album, filter_placements
from albums.trash import queries
from albums.trash.disposal import purge, trash_album, trash_placements
from assets.models import Picture

pytestmark = [pytest.mark.django_db, pytest.mark.db]

TRASH = "/studio/trash/"


def trashed(album, *names):
    found = add_photos(album, *names)
    trash_placements(filter_placements(*found), timezone.now())
    return found


def make_url(album):
    return f"{TRASH}{album.pk}/"


def text(reply):
    return reply.content.decode()


def test_only_owners_may_delete_forever(uploader_client, uploader, anna):
    filter_placements(*trashed(anna, "one")).update(placed_by=uploader)
    assert "forever" not in text(uploader_client.get(make_url(anna)))
    assert uploader_client.get(f"{make_url(anna)}end/").status_code == 404
    assert uploader_client.post(f"{make_url(anna)}end/", {"title": "Anna"}).status_code == 404
    assert queries.trashed_placements(anna.created_by, timezone.now()).exists()


def test_the_page_names_the_consequences_and_asks_for_the_title(second_owner_client, anna, ben):
    one, _two = add_photos(anna, "one", "two")
    add_to_album(ben, one)
    trash_album(anna, timezone.now())
    words = " ".join(text(second_owner_client.get(f"{make_url(anna)}end/")).split())
    assert "This deletes 2 photos." in words
    assert "1 of them is also in other albums and stays there." in words
    assert "<strong>1 is in no other album</strong>" in words
    for title in ("", "Ben", "anna"):
        reply = second_owner_client.post(f"{make_url(anna)}end/", {"title": title})
        assert "errorlist" in text(reply)
    assert "Restore" in text(second_owner_client.get(TRASH))
    assert second_owner_client.post(f"{make_url(anna)}end/", {"title": " Anna "}).url == TRASH
    assert "Trash is empty" in text(second_owner_client.get(TRASH))
    second_owner_client.post(f"{make_url(anna)}restore/")
    assert Album.objects.trashed().get() == anna, "it can't be restored"
    assert Placement.objects.filter(album=anna).count() == 2, "only a purge removes rows"
    purge(timezone.now())
    assert list(Album.objects.all()) == [ben]
    assert list(Picture.objects.kept()) == [one.picture]


def test_deleted_photos_are_removed_while_the_album_stays(second_owner_client, anna):
    (stays,) = add_photos(anna, "stays")
    (goes,) = trashed(anna, "goes")
    words = text(second_owner_client.get(f"{make_url(anna)}end/"))
    assert "This deletes 1 photo." in words
    second_owner_client.post(f"{make_url(anna)}end/", {"title": "Anna"})
    purge(timezone.now())
    assert list(Placement.objects.all()) == [stays]
    assert Picture.objects.discarded().get() == goes.picture


def test_the_page_is_not_found_when_nothing_is_in_the_trash(second_owner_client, anna):
    add_photos(anna, "one")
    assert second_owner_client.get(f"{make_url(anna)}end/").status_code == 404
    assert second_owner_client.post(f"{make_url(anna)}end/", {"title": "Anna"}).status_code == 404
    assert Placement.objects.alive().exists()
