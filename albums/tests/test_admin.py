import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from albums.models import Album, Placement
from albums.tests.factories import stored_files
from assets.models import Picture

pytestmark = pytest.mark.django_db

FORMS = {"sections-TOTAL_FORMS": "0", "sections-INITIAL_FORMS": "0"}


@pytest.fixture
def placement(album):
    return Placement.objects.create(album=album, picture=Picture.objects.create(), order_key="a")


def act(owner_client, model, action, row):
    sent = {"action": action, "_selected_action": str(row.pk)}
    return owner_client.post(f"/admin/{model}/", sent, follow=True)


def test_a_picture_goes_to_the_trash_from_every_album(owner_client, owner, placement):
    other = Album.objects.create(title="B", slug="b", created_by=owner)
    Placement.objects.create(album=other, picture=placement.picture, order_key="a")
    reply = act(owner_client, "assets/picture", "to_trash", placement.picture)
    assert "2 are in the trash for 30 days." in reply.content.decode()
    assert not Placement.objects.alive().exists()
    assert Picture.objects.count() == 1
    assert list(Album.objects.values_list("epoch", flat=True)) == [1, 1]


def test_a_placement_goes_to_the_trash_and_comes_back(owner_client, placement):
    act(owner_client, "albums/placement", "to_trash", placement)
    assert not Placement.objects.alive().exists()
    act(owner_client, "albums/placement", "revive", placement)
    assert Placement.objects.alive().exists()


def test_an_album_goes_to_the_trash_and_comes_back(owner_client, album):
    act(owner_client, "albums/album", "to_trash", album)
    assert not Album.objects.alive().exists()
    act(owner_client, "albums/album", "restore", album)
    assert Album.objects.alive().exists()


def test_an_album_that_is_made_here_knows_who_made_it(owner_client, owner):
    sent = {"title": "Anna", "slug": "anna", "state": "draft"}
    assert owner_client.post("/admin/albums/album/add/", sent | FORMS).status_code == 302
    assert Album.objects.get().created_by == owner


def test_an_address_that_is_out_is_not_changed_here(owner_client, album):
    sent = {"title": "Ben", "slug": "stolen", "state": "published"}
    reply = owner_client.post(f"/admin/albums/album/{album.pk}/change/", sent | FORMS)
    assert reply.status_code == 302
    album.refresh_from_db()
    assert (album.title, album.slug, album.state) == ("Ben", "anna", "published")


@pytest.mark.parametrize("name", ["album", "section", "placement", "formerslug"])
def test_nothing_is_deleted_here(owner_client, placement, name):
    shown = owner_client.get(f"/admin/albums/{name}/").content.decode()
    assert 'value="delete_selected"' not in shown


def test_the_albums_in_the_trash_can_be_picked_out(owner_client, owner, album):
    Album.objects.create(title="Gone", slug="gone", created_by=owner, trashed_at=timezone.now())
    shown = owner_client.get("/admin/albums/album/?trashed_at__isempty=0").content.decode()
    assert "Gone" in shown
    assert "Anna" not in shown


def test_a_placement_shows_its_files_and_a_longer_list_costs_no_more(owner_client, album):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            shown = owner_client.get("/admin/albums/placement/").content.decode()
        return len(queries), shown

    stored_files.store_in_album([stored_files.fake_jpeg("one")], album)
    before, shown = asked()
    assert "a.jpg" in shown
    stored_files.store_in_album(
        [stored_files.fake_jpeg(f"further {number}") for number in range(10)], album
    )
    assert asked()[0] == before
