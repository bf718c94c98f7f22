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


def change(owner_client, model, row):
    reply = owner_client.get(f"/admin/{model}/{row.pk}/change/")
    assert reply.status_code == 200
    return reply.content.decode()


def listed(owner_client, model):
    return owner_client.get(f"/admin/{model}/").content.decode()


def test_rows_lead_to_their_pages_in_the_studio(owner_client, owner, anna):
    (version,) = pictures.create_pictures(1, owner, anna)
    page = f'href="/studio/albums/{anna.slug}/p/{version.picture_id}/"'
    placement = Placement.objects.get()
    for model, row in [
        ("assets/asset", version.asset),
        ("assets/picture", version.picture),
        ("albums/placement", placement),
    ]:
        assert page in listed(owner_client, model)
        assert page in change(owner_client, model, row)
    assert f'href="/studio/albums/{anna.slug}/"' in listed(owner_client, "albums/album")
    assert f'href="/studio/albums/{anna.slug}/"' in change(owner_client, "albums/album", anna)


def test_what_lies_in_no_album_has_a_page_of_its_own(owner_client, owner):
    (version,) = pictures.create_pictures(1, owner)
    for model, row in [("assets/asset", version.asset), ("assets/picture", version.picture)]:
        assert f'href="/studio/pictures/{version.picture_id}/"' in change(owner_client, model, row)


def test_what_lies_in_the_trash_leads_nowhere(owner_client, owner, anna):
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
        for page in (listed(owner_client, model), change(owner_client, model, row)):
            assert 'href="/studio/albums/' not in page
            assert 'href="/studio/pictures/' not in page


def test_what_was_thrown_away_leads_nowhere(owner_client, owner):
    (version,) = pictures.create_pictures(1, owner)
    Picture.objects.update(discarded_at=timezone.now())
    for model, row in [("assets/asset", version.asset), ("assets/picture", version.picture)]:
        assert 'href="/studio/pictures/' not in change(owner_client, model, row)


@pytest.mark.parametrize("model", ["assets/asset", "assets/picture", "albums/placement"])
def test_a_longer_list_costs_no_more(owner_client, owner, anna, model):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            listed(owner_client, model)
        return len(queries)

    ben = create_album(owner, "Ben")
    pictures.create_pictures(2, owner, anna, ben)
    before = asked()
    pictures.create_pictures(20, owner, anna, ben)
    assert asked() == before


def test_the_settings_of_an_album_lead_to_its_row(owner_client, anna):
    page = owner_client.get(f"/studio/albums/{anna.slug}/settings/").content.decode()
    assert f'href="/admin/albums/album/{anna.pk}/change/"' in page


def test_the_studio_leads_an_owner_here_and_nobody_else(client, owner, uploader):
    for person, leads in ((owner, True), (uploader, False)):
        client.force_login(person)
        assert ('href="/admin/"' in client.get("/studio/").content.decode()) is leads
