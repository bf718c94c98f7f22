import re

import pytest
from django.test import Client

from albums.models import Album, Placement
from albums.tests.factories import stored_files
from albums.tests.factories.placements import MONTH, NOW, add_photos, add_to_album
from albums.trash.disposal import purge

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def anna(owner):
    return stored_files.get_album("Anna <3")


def delete_url(album):
    return f"/studio/albums/{album.slug}/delete/"


def read_text(response):
    return " ".join(response.content.decode().split())


def test_page_shows_the_consequences_without_deleting(owner_client, anna):
    one, _ = add_photos(anna, "one", "two")
    add_to_album(stored_files.get_album("Best of"), one)
    text = read_text(owner_client.get(delete_url(anna)))
    assert "This deletes 2 photos. 1 of them is also in other albums and stays there." in text
    assert re.search(r"<strong>1 is in no other album</strong> \([\d.]+.KB\)\.", text)
    assert "Delete Anna &lt;3?" in text
    assert Album.objects.alive().filter(pk=anna.pk).exists()


def test_page_says_that_the_album_is_empty(owner_client, anna):
    assert "There are no photos in it." in read_text(owner_client.get(delete_url(anna)))


def test_deleted_album_is_restored_by_undo_in_the_message(owner_client, anna):
    (one,) = add_photos(anna, "one")
    response = owner_client.post(delete_url(anna), follow=True)
    assert response.redirect_chain == [("/studio/", 302)]
    assert "Anna &lt;3 was moved to the trash. You can restore it for 30 days." in read_text(
        response
    )
    assert owner_client.get(f"/studio/albums/{anna.slug}/").status_code == 404
    undo = re.search(r'action="([^"]+)"[^>]*>(?:(?!</form>).)*toast__undo', read_text(response))[1]
    response = owner_client.post(undo, follow=True)
    assert "Anna &lt;3 restored." in read_text(response)
    assert list(Placement.objects.alive()) == [one]
    assert Album.objects.get(pk=anna.pk).epoch == 1, "links from before stay invalid"


def test_page_is_not_found_when_the_album_is_deleted_already(owner_client, anna):
    owner_client.post(delete_url(anna))
    before = Album.objects.get(pk=anna.pk).trashed_at
    assert owner_client.post(delete_url(anna)).status_code == 404
    assert Album.objects.get(pk=anna.pk).trashed_at == before


def test_address_is_free_only_after_the_album_is_deleted_forever(owner_client, anna):
    Album.objects.filter(pk=anna.pk).update(slug="anna-3")
    anna.refresh_from_db()
    owner_client.post(delete_url(anna))
    owner_client.post("/studio/albums/new/", {"title": "Anna 3"})
    assert Album.objects.alive().get().slug == "anna-3-2"
    purge(NOW + MONTH + MONTH)
    owner_client.post("/studio/albums/new/", {"title": "Anna 3"})
    assert set(Album.objects.values_list("slug", flat=True)) == {"anna-3", "anna-3-2"}


def test_uploader_cannot_delete_an_album(uploader, anna):
    anna.uploaders.add(uploader)
    client = Client()
    client.force_login(uploader)
    assert client.get(delete_url(anna)).status_code == 404
    assert client.post(delete_url(anna)).status_code == 404
    assert Album.objects.alive().get() == anna
