import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from albums.failed.queries import PAGE_SIZE
from albums.models import Placement
from albums.tests.factories import pictures
from assets.models import Asset

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def anna(owner):
    return pictures.create_album("Anna", owner)


def make_broken(count, owner, album, step="previews", problem="damaged", **fields):
    """Add pictures whose assets failed."""
    versions = pictures.create_pictures(count, owner, album, **{"state": "failed", **fields})
    for version in versions:
        version.asset.problems.create(step=step, problem=problem)
    return versions


def shown(studio, query=""):
    reply = studio.get(f"/studio/failed/{query}")
    assert reply.status_code == 200
    return reply.content.decode()


def test_each_says_why_and_what_to_do(studio, owner, anna):
    (bad,) = make_broken(1, owner, anna)
    (half,) = make_broken(1, owner, anna, "metadata", "exiftool_missing", state="ready")
    (gone,) = pictures.create_pictures(1, owner, anna, lost_at=timezone.now())
    (fine,) = pictures.create_pictures(1, owner, anna)
    page = shown(studio)
    for words in (
        *(bad.name, "The file is damaged.", "Upload it again from the camera"),
        *(half.name, "ExifTool isn&#x27;t installed on the server.", "Install ExifTool"),
        *(gone.name, "The original is missing or damaged.", "--repair-from"),
        f'href="/studio/file/{bad.pk}/"',
        f'href="/studio/albums/{anna.slug}/p/{bad.picture_id}/"',
        f'href="/admin/assets/asset/{bad.asset_id}/change/"',
        "are not kept",
    ):
        assert words in page, words
    assert fine.name not in page
    assert f'href="/studio/file/{gone.pk}/"' not in page


def test_advice_is_given_once_when_several_steps_had_the_same_problem(studio, owner, anna):
    (bad,) = make_broken(1, owner, anna)
    bad.asset.problems.create(step="playable_video", problem="truncated")
    page = shown(studio)
    assert page.count("Upload it again from the camera") == 1
    assert page.index("The file is damaged.") < page.index("The video ends before it should.")


def test_what_lies_in_the_trash_fails_nobody(studio, owner, anna):
    make_broken(1, owner, anna)
    Placement.objects.update(trashed_at=timezone.now())
    assert "Nothing has failed" in shown(studio)


def test_the_failures_of_one_album_can_be_looked_at(studio, owner, anna):
    (here,) = make_broken(1, owner, anna)
    (there,) = make_broken(1, owner, pictures.create_album("Ben", owner))
    page = shown(studio, f"?album={anna.slug}")
    assert here.name in page
    assert there.name not in page
    assert there.name in shown(studio, "?album=no\0thing")


def waiting():
    jobs = apps.get_model("jobs", "Job").objects.order_by("pk")
    return [job.args[0] for job in jobs]


@pytest.mark.django_db(transaction=True)
def test_one_is_developed_again_or_all_are(studio, owner, anna):
    one, two = make_broken(2, owner, anna, attempts=4)
    (gone,) = pictures.create_pictures(1, owner, anna, lost_at=timezone.now(), state="failed")
    (fine,) = pictures.create_pictures(1, owner, anna)
    reply = studio.post("/studio/failed/again/", {"asset": one.asset_id}, follow=True)
    assert "1 file is developed again." in reply.content.decode()
    assert waiting() == [str(one.asset_id)]
    again = Asset.objects.get(pk=one.asset_id)
    assert (again.state, again.attempts, again.problems.count()) == ("new", 0, 0)
    studio.post("/studio/failed/again/", {"all": "1", "album": anna.slug})
    assert waiting() == [str(one.asset_id), str(two.asset_id)]
    assert Asset.objects.get(pk=gone.asset_id).state == "failed"
    for asset in (fine.asset_id, "x", ""):
        studio.post("/studio/failed/again/", {"asset": asset})
    assert len(waiting()) == 2


def test_many_are_seen_page_by_page_and_cost_no_more(studio, owner, anna):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            shown(studio)
        return len(queries)

    make_broken(10, owner, anna)
    before = asked()
    make_broken(PAGE_SIZE + 5, owner, anna)
    assert asked() == before
    found, after = [], ""
    for _ in range(2):
        reply = studio.get("/studio/failed/", {"after": after})
        found += [failure.asset.pk for failure in reply.context["failures"]]
        after = reply.context["further"]
    assert len(found) == len(set(found)) == PAGE_SIZE + 15
    assert not after


def test_it_is_for_owners_alone(client, uploader, owner, anna):
    (bad,) = make_broken(1, owner, anna)
    anna.uploaders.add(uploader)
    client.force_login(uploader)
    assert client.get("/studio/failed/").status_code == 404
    assert client.post("/studio/failed/again/", {"all": "1"}).status_code == 404
    assert Asset.objects.get(pk=bad.asset_id).state == "failed"
