import pytest
from django.utils import timezone

from albums.models import Album, Placement
from albums.tests.factories.placements import add_photos, add_to_album, filter_placements
from albums.trash import queries
from albums.trash.disposal import purge, trash_album
from albums.trash.disposal import trash_placements as take_out
from assets.models import Picture

pytestmark = [pytest.mark.django_db, pytest.mark.db]

TRASH = "/studio/trash/"


def trashed(album, *names):
    found = add_photos(album, *names)
    take_out(filter_placements(*found), timezone.now())
    return found


def of(album):
    return f"{TRASH}{album.pk}/"


def text(reply):
    return reply.content.decode()


def test_only_owners_end_what_is_in_the_trash(uploader_client, uploader, anna):
    filter_placements(*trashed(anna, "one")).update(placed_by=uploader)
    assert "for good" not in text(uploader_client.get(of(anna)))
    assert uploader_client.get(f"{of(anna)}end/").status_code == 404
    assert uploader_client.post(f"{of(anna)}end/", {"title": "Anna"}).status_code == 404
    assert queries.trashed_placements(anna.created_by, timezone.now()).exists()


def test_who_deletes_for_good_is_told_what_is_lost_and_writes_the_title(
    second_owner_client, anna, ben
):
    one, _two = add_photos(anna, "one", "two")
    add_to_album(ben, one)
    trash_album(anna, timezone.now())
    words = " ".join(text(second_owner_client.get(f"{of(anna)}end/")).split())
    assert "This deletes 2 photos." in words
    assert "1 of them is also in other albums and stays there." in words
    assert "<strong>1 is in no other album</strong>" in words
    for title in ("", "Ben", "anna"):
        reply = second_owner_client.post(f"{of(anna)}end/", {"title": title})
        assert "errorlist" in text(reply)
    assert "Restore" in text(second_owner_client.get(TRASH))
    assert second_owner_client.post(f"{of(anna)}end/", {"title": " Anna "}).url == TRASH
    assert "Trash is empty" in text(second_owner_client.get(TRASH))
    second_owner_client.post(f"{of(anna)}restore/")
    assert Album.objects.trashed().get() == anna, "it does not come back"
    assert Placement.objects.filter(album=anna).count() == 2, "and nothing is removed by a page"
    purge(timezone.now())
    assert list(Album.objects.all()) == [ben]
    assert list(Picture.objects.kept()) == [one.picture]


def test_what_was_taken_out_of_an_album_ends_without_the_album(second_owner_client, anna):
    (stays,) = add_photos(anna, "stays")
    (goes,) = trashed(anna, "goes")
    words = text(second_owner_client.get(f"{of(anna)}end/"))
    assert "This deletes 1 photo." in words
    second_owner_client.post(f"{of(anna)}end/", {"title": "Anna"})
    purge(timezone.now())
    assert list(Placement.objects.all()) == [stays]
    assert Picture.objects.discarded().get() == goes.picture


def test_there_is_nothing_to_end_where_nothing_is_in_the_trash(second_owner_client, anna):
    add_photos(anna, "one")
    assert second_owner_client.get(f"{of(anna)}end/").status_code == 404
    assert second_owner_client.post(f"{of(anna)}end/", {"title": "Anna"}).status_code == 404
    assert Placement.objects.alive().exists()
