import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from albums.failed.queries import PAGE_SIZE
from albums.models import Placement
from albums.tests.factories import pictures
from albums.tests.factories.albums import create_album
from assets.models import Asset

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def anna(owner):
    return create_album(owner, "Anna")


def make_broken(count, owner, album, step="previews", problem="damaged", **fields):
    """Add pictures whose assets failed."""
    versions = pictures.create_pictures(count, owner, album, **{"state": "failed", **fields})
    for version in versions:
        version.asset.problems.create(step=step, problem=problem)
    return versions


def get_page(owner_client, query=""):
    response = owner_client.get(f"/studio/failed/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_each_file_has_reasons_and_advice(owner_client, owner, anna):
    (damaged,) = make_broken(1, owner, anna)
    (unread,) = make_broken(1, owner, anna, "metadata", "exiftool_missing", state="ready")
    (lost,) = pictures.create_pictures(1, owner, anna, lost_at=timezone.now())
    (fine,) = pictures.create_pictures(1, owner, anna)
    page = get_page(owner_client)
    for text in (
        *(damaged.name, "The file is damaged.", "Upload it again from the camera"),
        *(unread.name, "ExifTool isn&#x27;t installed on the server.", "Install ExifTool"),
        *(lost.name, "The original is missing or damaged.", "--repair-from"),
        f'href="/studio/file/{damaged.pk}/"',
        f'href="/studio/albums/{anna.slug}/p/{damaged.picture_id}/"',
        f'href="/admin/assets/asset/{damaged.asset_id}/change/"',
        "weren't saved",
    ):
        assert text in page, text
    assert fine.name not in page
    assert f'href="/studio/file/{lost.pk}/"' not in page


def test_advice_is_given_once_when_several_steps_had_the_same_problem(owner_client, owner, anna):
    (damaged,) = make_broken(1, owner, anna)
    damaged.asset.problems.create(step="playable_video", problem="truncated")
    page = get_page(owner_client)
    assert page.count("Upload it again from the camera") == 1
    assert page.index("The file is damaged.") < page.index("The video ends before it should.")


def test_files_in_the_trash_are_not_listed(owner_client, owner, anna):
    make_broken(1, owner, anna)
    Placement.objects.update(trashed_at=timezone.now())
    assert "No problems" in get_page(owner_client)


def test_only_files_of_one_album_are_listed_when_it_is_named(owner_client, owner, anna):
    (in_anna,) = make_broken(1, owner, anna)
    (in_ben,) = make_broken(1, owner, create_album(owner, "Ben"))
    page = get_page(owner_client, f"?album={anna.slug}")
    assert in_anna.name in page
    assert in_ben.name not in page
    assert in_ben.name in get_page(owner_client, "?album=no\0thing")


def list_queued():
    jobs = apps.get_model("jobs", "Job").objects.order_by("pk")
    return [job.args[0] for job in jobs]


@pytest.mark.django_db(transaction=True)
def test_one_file_or_all_are_processed_again(owner_client, owner, anna):
    first, second = make_broken(2, owner, anna, attempts=4)
    (lost,) = pictures.create_pictures(1, owner, anna, lost_at=timezone.now(), state="failed")
    (fine,) = pictures.create_pictures(1, owner, anna)
    response = owner_client.post("/studio/failed/again/", {"asset": first.asset_id}, follow=True)
    assert "Preparing 1 file again." in response.content.decode()
    assert list_queued() == [str(first.asset_id)]
    requeued = Asset.objects.get(pk=first.asset_id)
    assert (requeued.state, requeued.attempts, requeued.problems.count()) == ("new", 0, 0)
    owner_client.post("/studio/failed/again/", {"all": "1", "album": anna.slug})
    assert list_queued() == [str(first.asset_id), str(second.asset_id)]
    assert Asset.objects.get(pk=lost.asset_id).state == "failed"
    for asset in (fine.asset_id, "x", ""):
        owner_client.post("/studio/failed/again/", {"asset": asset})
    assert len(list_queued()) == 2


def test_pages_show_each_file_once_and_need_no_more_queries_for_more_files(
    owner_client, owner, anna
):
    def count_queries():
        with CaptureQueriesContext(connection) as queries:
            get_page(owner_client)
        return len(queries)

    make_broken(10, owner, anna)
    before = count_queries()
    make_broken(PAGE_SIZE + 5, owner, anna)
    assert count_queries() == before
    pks, after = [], ""
    for _ in range(2):
        response = owner_client.get("/studio/failed/", {"after": after})
        pks += [failure.asset.pk for failure in response.context["failures"]]
        after = response.context["further"]
    assert len(pks) == len(set(pks)) == PAGE_SIZE + 15
    assert not after


def test_only_owners_have_the_page(client, uploader, owner, anna):
    (damaged,) = make_broken(1, owner, anna)
    anna.uploaders.add(uploader)
    client.force_login(uploader)
    assert client.get("/studio/failed/").status_code == 404
    assert client.post("/studio/failed/again/", {"all": "1"}).status_code == 404
    assert Asset.objects.get(pk=damaged.asset_id).state == "failed"
