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


def run_action(owner_client, model, action, row):
    data = {"action": action, "_selected_action": str(row.pk)}
    return owner_client.post(f"/admin/{model}/", data, follow=True)


def test_picture_is_trashed_in_every_album(owner_client, owner, placement):
    other = Album.objects.create(title="B", slug="b", created_by=owner)
    Placement.objects.create(album=other, picture=placement.picture, order_key="a")
    response = run_action(owner_client, "assets/picture", "to_trash", placement.picture)
    assert "2 photos moved to trash for 30 days." in response.content.decode()
    assert not Placement.objects.alive().exists()
    assert Picture.objects.count() == 1
    assert list(Album.objects.values_list("epoch", flat=True)) == [1, 1]


def test_placement_is_trashed_and_restored(owner_client, placement):
    run_action(owner_client, "albums/placement", "to_trash", placement)
    assert not Placement.objects.alive().exists()
    run_action(owner_client, "albums/placement", "revive", placement)
    assert Placement.objects.alive().exists()


def test_album_is_trashed_and_restored(owner_client, album):
    run_action(owner_client, "albums/album", "to_trash", album)
    assert not Album.objects.alive().exists()
    run_action(owner_client, "albums/album", "restore", album)
    assert Album.objects.alive().exists()


def test_new_album_is_created_by_the_person(owner_client, owner):
    data = {"title": "Anna", "slug": "anna", "state": "draft"}
    assert owner_client.post("/admin/albums/album/add/", data | FORMS).status_code == 302
    assert Album.objects.get().created_by == owner


def test_address_of_an_album_cannot_be_changed(owner_client, album):
    data = {"title": "Ben", "slug": "stolen", "state": "published"}
    response = owner_client.post(f"/admin/albums/album/{album.pk}/change/", data | FORMS)
    assert response.status_code == 302
    album.refresh_from_db()
    assert (album.title, album.slug, album.state) == ("Ben", "anna", "published")


@pytest.mark.parametrize("name", ["album", "section", "placement", "formerslug"])
def test_rows_cannot_be_deleted(owner_client, placement, name):
    shown = owner_client.get(f"/admin/albums/{name}/").content.decode()
    assert 'value="delete_selected"' not in shown


def test_albums_can_be_filtered_by_trash(owner_client, owner, album):
    Album.objects.create(title="Gone", slug="gone", created_by=owner, trashed_at=timezone.now())
    shown = owner_client.get("/admin/albums/album/?trashed_at__isempty=0").content.decode()
    assert "Gone" in shown
    assert "Anna" not in shown


def test_list_of_placements_makes_as_many_queries_for_more_rows(owner_client, album):
    def load_list():
        with CaptureQueriesContext(connection) as queries:
            shown = owner_client.get("/admin/albums/placement/").content.decode()
        return len(queries), shown

    stored_files.store_in_album([stored_files.fake_jpeg("one")], album)
    before, shown = load_list()
    assert "a.jpg" in shown
    stored_files.store_in_album(
        [stored_files.fake_jpeg(f"further {number}") for number in range(10)], album
    )
    assert load_list()[0] == before
