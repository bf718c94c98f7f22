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


def page_of(album):
    return f"/studio/albums/{album.slug}/delete/"


def words(reply):
    return " ".join(reply.content.decode().split())


def test_the_page_says_what_is_lost_and_does_nothing_yet(owner_client, anna):
    one, _ = add_photos(anna, "one", "two")
    add_to_album(stored_files.get_album("Best of"), one)
    said = words(owner_client.get(page_of(anna)))
    assert "This is about 2 pictures. 1 of them also lies in other albums and stays there." in said
    assert re.search(r"<strong>1 lies nowhere else</strong>: [\d.]+.KB\.", said)
    assert "Delete Anna &lt;3?" in said
    assert Album.objects.alive().filter(pk=anna.pk).exists()


def test_an_empty_album_is_lost_without_regret(owner_client, anna):
    assert "There is no picture in it." in words(owner_client.get(page_of(anna)))


def test_what_is_deleted_lies_in_the_trash_and_is_undone_from_the_message(owner_client, anna):
    (one,) = add_photos(anna, "one")
    reply = owner_client.post(page_of(anna), follow=True)
    assert reply.redirect_chain == [("/studio/", 302)]
    assert "Anna &lt;3 was moved to the trash. You can restore it for 30 days." in words(reply)
    assert owner_client.get(f"/studio/albums/{anna.slug}/").status_code == 404
    undo = re.search(r'action="([^"]+)"[^>]*>(?:(?!</form>).)*toast__undo', words(reply))[1]
    reply = owner_client.post(undo, follow=True)
    assert "Anna &lt;3 is back." in words(reply)
    assert list(Placement.objects.alive()) == [one]
    assert Album.objects.get(pk=anna.pk).epoch == 1, "what was handed out before is not good again"


def test_an_album_that_was_deleted_meanwhile_is_no_page_any_more(owner_client, anna):
    owner_client.post(page_of(anna))
    before = Album.objects.get(pk=anna.pk).trashed_at
    assert owner_client.post(page_of(anna)).status_code == 404
    assert Album.objects.get(pk=anna.pk).trashed_at == before


def test_its_address_stays_its_own_until_it_is_gone_for_good(owner_client, anna):
    Album.objects.filter(pk=anna.pk).update(slug="anna-3")
    anna.refresh_from_db()
    owner_client.post(page_of(anna))
    owner_client.post("/studio/albums/new/", {"title": "Anna 3"})
    assert Album.objects.alive().get().slug == "anna-3-2"
    purge(NOW + MONTH + MONTH)
    owner_client.post("/studio/albums/new/", {"title": "Anna 3"})
    assert set(Album.objects.values_list("slug", flat=True)) == {"anna-3", "anna-3-2"}


def test_uploaders_delete_no_album(uploader, anna):
    anna.uploaders.add(uploader)
    client = Client()
    client.force_login(uploader)
    assert client.get(page_of(anna)).status_code == 404
    assert client.post(page_of(anna)).status_code == 404
    assert Album.objects.alive().get() == anna
