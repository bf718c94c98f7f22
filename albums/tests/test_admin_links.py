import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from albums.models import Album, Placement
from albums.tests.factories import pictures
from albums.tests.factories.albums import create_album
from assets.models import Picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(owner):
    return create_album(owner, "Anna")


def get_row(owner_client, model, row):
    response = owner_client.get(f"/admin/{model}/{row.pk}/change/")
    assert response.status_code == 200
    return response.content.decode()


def get_list(owner_client, model):
    return owner_client.get(f"/admin/{model}/").content.decode()


def test_rows_link_to_their_pages_in_the_studio(owner_client, owner, anna):
    (version,) = pictures.create_pictures(1, owner, anna)
    page = f'href="/studio/albums/{anna.slug}/p/{version.picture_id}/"'
    placement = Placement.objects.get()
    for model, row in [
        ("assets/asset", version.asset),
        ("assets/picture", version.picture),
        ("albums/placement", placement),
    ]:
        assert page in get_list(owner_client, model)
        assert page in get_row(owner_client, model, row)
    assert f'href="/studio/albums/{anna.slug}/"' in get_list(owner_client, "albums/album")
    assert f'href="/studio/albums/{anna.slug}/"' in get_row(owner_client, "albums/album", anna)


def test_unfiled_picture_links_to_its_own_page(owner_client, owner):
    (version,) = pictures.create_pictures(1, owner)
    for model, row in [("assets/asset", version.asset), ("assets/picture", version.picture)]:
        assert f'href="/studio/pictures/{version.picture_id}/"' in get_row(
            owner_client, model, row
        )


def test_rows_in_the_trash_have_no_link(owner_client, owner, anna):
    (version,) = pictures.create_pictures(1, owner, anna)
    placement = Placement.objects.get()
    Placement.objects.update(trashed_at=timezone.now())
    Album.objects.update(trashed_at=timezone.now())
    Picture.objects.update(discarded_at=timezone.now())
    for model, row in [
        ("assets/asset", version.asset),
        ("assets/picture", version.picture),
        ("albums/placement", placement),
        ("albums/album", anna),
    ]:
        for page in (get_list(owner_client, model), get_row(owner_client, model, row)):
            assert 'href="/studio/albums/' not in page
            assert 'href="/studio/pictures/' not in page


def test_discarded_pictures_have_no_link(owner_client, owner):
    (version,) = pictures.create_pictures(1, owner)
    Picture.objects.update(discarded_at=timezone.now())
    for model, row in [("assets/asset", version.asset), ("assets/picture", version.picture)]:
        assert 'href="/studio/pictures/' not in get_row(owner_client, model, row)


@pytest.mark.parametrize("model", ["assets/asset", "assets/picture", "albums/placement"])
def test_list_makes_as_many_queries_for_more_rows(owner_client, owner, anna, model):
    def count_queries():
        with CaptureQueriesContext(connection) as queries:
            get_list(owner_client, model)
        return len(queries)

    ben = create_album(owner, "Ben")
    pictures.create_pictures(2, owner, anna, ben)
    before = count_queries()
    pictures.create_pictures(20, owner, anna, ben)
    assert count_queries() == before


def test_album_settings_link_to_the_admin(owner_client, anna):
    page = owner_client.get(f"/studio/albums/{anna.slug}/settings/").content.decode()
    assert f'href="/admin/albums/album/{anna.pk}/change/"' in page


def test_studio_links_only_owners_to_the_admin(client, owner, uploader):
    for person, is_linked in ((owner, True), (uploader, False)):
        client.force_login(person)
        assert ('href="/admin/"' in client.get("/studio/").content.decode()) is is_linked
