from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from albums.actions import activity
from albums.actions.verbs import rotation, visibility
from albums.models import Action, Placement
from albums.tests.factories.selections import add_photos, select

pytestmark = [pytest.mark.django_db, pytest.mark.db]

PAGE = "/studio/albums/anna/activity/"
MINUTE = timedelta(minutes=1)


def words(album, person, place=""):
    names = {person.pk: person}
    return [entry.words for entry in activity.list_entries(album, person, names, place)[0]]


def test_what_one_person_brought_without_a_pause_is_one_line(anna, owner):
    came = add_photos(anna, 6, owner)
    begun = timezone.now() - timedelta(hours=2)
    for number, one in enumerate(came):
        late = 30 * MINUTE if number > 3 else 0 * MINUTE
        moment = begun + 9 * number * MINUTE + late
        Placement.objects.filter(pk=one.pk).update(placed_at=moment)
    added = ["added 2 pictures", "added 4 pictures"]
    assert words(anna, owner) == [f"{owner} {line}" for line in added]


def test_acts_are_told_newest_first_and_undone_from_there(owner_client, anna, owner):
    rows = add_photos(anna, 3, owner)
    visibility.hide(anna, select(rows[:2]), owner)
    act = rotation.rotate_left(anna, select(rows[:1]), owner)
    lines = ["turned 1 picture", "hid 2 pictures from clients", "added 3 pictures"]
    assert words(anna, owner) == [f"{owner} {line}" for line in lines]
    undo = f"/studio/albums/anna/acts/{act.pk}/undo/"
    assert undo in owner_client.get(PAGE).content.decode()
    page = owner_client.post(undo, {"back": "activity"}, follow=True).content.decode()
    assert undo not in page
    assert "activity__undone" in page


def test_an_uploader_reads_of_what_they_did_alone(anna, owner, uploader):
    anna.uploaders.add(uploader)
    visibility.hide(anna, select(add_photos(anna, 2, owner)), owner)
    add_photos(anna, 1, uploader)
    browser = Client()
    browser.force_login(uploader)
    page = browser.get(PAGE).content.decode()
    assert "added 1 picture" in page
    assert "from clients" not in page


def test_page_after_page_every_line_is_read_once(anna, owner):
    now = timezone.now()
    Action.objects.bulk_create(
        Action(
            album=anna,
            by=owner,
            verb="rotate",
            picture_count=number,
            done_at=now - number // 3 * MINUTE,
        )
        for number in range(1, 121)
    )
    seen, place = [], ""
    while True:
        entries, place = activity.list_entries(anna, owner, {}, place)
        seen += [entry.id for entry in entries]
        if not place:
            break
    assert len(seen) == len(set(seen)) == 120


@pytest.mark.parametrize("place", ["x", "0" * 32, "0" * 32 + "2026-01-01", "%00" * 40])
def test_places_that_make_no_sense_begin_at_the_top(owner_client, anna, place):
    assert owner_client.get(PAGE, {"from": place}).status_code == 200


def test_many_acts_cost_as_many_queries_as_few(owner_client, anna, owner):
    rows = add_photos(anna, 300, owner)
    visibility.hide(anna, select(rows[:3]), owner)
    owner_client.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        owner_client.get(PAGE)
    for one in rows[3:23]:
        visibility.hide(anna, select([one]), owner)
    with CaptureQueriesContext(connection) as many:
        owner_client.get(PAGE)
    assert len(many) == len(few)
