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


def list_texts(album, person, cursor=""):
    names = {person.pk: person}
    return [entry.text for entry in activity.list_entries(album, person, names, cursor)[0]]


def test_photos_added_without_a_long_gap_are_one_entry(anna, owner):
    placements = add_photos(anna, 6, owner)
    start = timezone.now() - timedelta(hours=2)
    for number, placement in enumerate(placements):
        gap = 30 * MINUTE if number > 3 else 0 * MINUTE
        moment = start + 9 * number * MINUTE + gap
        Placement.objects.filter(pk=placement.pk).update(placed_at=moment)
    added = ["added 2 photos", "added 4 photos"]
    assert list_texts(anna, owner) == [f"{owner} {line}" for line in added]


def test_actions_are_listed_newest_first_and_undone_from_there(owner_client, anna, owner):
    rows = add_photos(anna, 3, owner)
    visibility.hide(anna, select(rows[:2]), owner)
    action = rotation.rotate_left(anna, select(rows[:1]), owner)
    lines = ["rotated 1 photo", "hid 2 photos from clients", "added 3 photos"]
    assert list_texts(anna, owner) == [f"{owner} {line}" for line in lines]
    undo = f"/studio/albums/anna/acts/{action.pk}/undo/"
    assert undo in owner_client.get(PAGE).content.decode()
    page = owner_client.post(undo, {"back": "activity"}, follow=True).content.decode()
    assert undo not in page
    assert "activity__undone" in page


def test_an_uploader_only_sees_their_own_activity(anna, owner, uploader):
    anna.uploaders.add(uploader)
    visibility.hide(anna, select(add_photos(anna, 2, owner)), owner)
    add_photos(anna, 1, uploader)
    browser = Client()
    browser.force_login(uploader)
    page = browser.get(PAGE).content.decode()
    assert "added 1 photo" in page
    assert "from clients" not in page


def test_every_entry_is_on_one_page_when_many_share_a_moment(anna, owner):
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
    seen, cursor = [], ""
    while True:
        entries, cursor = activity.list_entries(anna, owner, {}, cursor)
        seen += [entry.id for entry in entries]
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 120


@pytest.mark.parametrize("cursor", ["x", "0" * 32, "0" * 32 + "2026-01-01", "%00" * 40])
def test_the_first_page_is_shown_when_the_cursor_is_invalid(owner_client, anna, cursor):
    assert owner_client.get(PAGE, {"from": cursor}).status_code == 200


def test_queries_stay_the_same_when_there_are_many_actions(owner_client, anna, owner):
    rows = add_photos(anna, 300, owner)
    visibility.hide(anna, select(rows[:3]), owner)
    owner_client.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        owner_client.get(PAGE)
    for row in rows[3:23]:
        visibility.hide(anna, select([row]), owner)
    with CaptureQueriesContext(connection) as many:
        owner_client.get(PAGE)
    assert len(many) == len(few)
