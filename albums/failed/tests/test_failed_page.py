import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from albums.failed import advice
from albums.failed.queries import PAGE_SIZE
from albums.models import Placement
from albums.tests.factories import pictures
from assets.models import Asset
from assets.processing import problems

pytestmark = [pytest.mark.django_db, pytest.mark.db]

BROKEN = {"state": "failed", "trouble": "preview: unreadable"}


@pytest.fixture
def anna(owner):
    return pictures.album("Anna", owner)


def shown(studio, query=""):
    reply = studio.get(f"/studio/failed/{query}")
    assert reply.status_code == 200
    return reply.content.decode()


def test_each_says_why_and_what_to_do(studio, owner, anna):
    (bad,) = pictures.pictures(1, owner, anna, **BROKEN)
    (half,) = pictures.pictures(1, owner, anna, trouble="facts: no program")
    (gone,) = pictures.pictures(1, owner, anna, lost_at=timezone.now())
    (fine,) = pictures.pictures(1, owner, anna)
    page = shown(studio)
    for words in (
        *(bad.name, "No preview: the file is damaged.", "Add it once more from the card"),
        *(half.name, "No facts: ExifTool is missing.", "Install ExifTool"),
        *(gone.name, "Its original is missing or damaged.", "--repair-from"),
        f'href="/studio/file/{bad.pk}/"',
        f'href="/studio/albums/{anna.slug}/p/{bad.picture_id}/"',
        f'href="/admin/assets/asset/{bad.asset_id}/change/"',
        "are not kept",
    ):
        assert words in page, words
    assert fine.name not in page
    assert f'href="/studio/file/{gone.pk}/"' not in page


@pytest.mark.parametrize("why", problems.REASON_LABELS)
def test_every_reason_has_a_remedy(why):
    assert why in advice.ADVICE_BY_PROBLEM


def test_what_lies_in_the_trash_fails_nobody(studio, owner, anna):
    pictures.pictures(1, owner, anna, **BROKEN)
    Placement.objects.update(trashed_at=timezone.now())
    assert "Nothing has failed" in shown(studio)


def test_the_failures_of_one_album_can_be_looked_at(studio, owner, anna):
    (here,) = pictures.pictures(1, owner, anna, **BROKEN)
    (there,) = pictures.pictures(1, owner, pictures.album("Ben", owner), **BROKEN)
    page = shown(studio, f"?album={anna.slug}")
    assert here.name in page
    assert there.name not in page
    assert there.name in shown(studio, "?album=no\0thing")


def waiting():
    jobs = apps.get_model("jobs", "Job").objects.order_by("pk")
    return [job.args[0] for job in jobs]


@pytest.mark.django_db(transaction=True)
def test_one_is_developed_again_or_all_are(studio, owner, anna):
    one, two = pictures.pictures(2, owner, anna, **BROKEN, attempts=4)
    (gone,) = pictures.pictures(1, owner, anna, lost_at=timezone.now(), state="failed")
    (fine,) = pictures.pictures(1, owner, anna)
    reply = studio.post("/studio/failed/again/", {"asset": one.asset_id}, follow=True)
    assert "1 file is developed again." in reply.content.decode()
    assert waiting() == [str(one.asset_id)]
    again = Asset.objects.get(pk=one.asset_id)
    assert (again.state, again.trouble, again.attempts) == ("new", "", 0)
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

    pictures.pictures(10, owner, anna, **BROKEN)
    before = asked()
    pictures.pictures(PAGE_SIZE + 5, owner, anna, **BROKEN)
    assert asked() == before
    found, after = [], ""
    for _ in range(2):
        reply = studio.get("/studio/failed/", {"after": after})
        found += [failure.asset.pk for failure in reply.context["failures"]]
        after = reply.context["further"]
    assert len(found) == len(set(found)) == PAGE_SIZE + 15
    assert not after


def test_it_is_for_owners_alone(client, uploader, owner, anna):
    (bad,) = pictures.pictures(1, owner, anna, **BROKEN)
    anna.uploaders.add(uploader)
    client.force_login(uploader)
    assert client.get("/studio/failed/").status_code == 404
    assert client.post("/studio/failed/again/", {"all": "1"}).status_code == 404
    assert Asset.objects.get(pk=bad.asset_id).state == "failed"
