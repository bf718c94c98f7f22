from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from albums.models import Album, Placement
from albums.tests.factories import stored_files
from albums.tests.factories.placements import A_MOMENT, MONTH, add_photos, filter_placements
from albums.trash import queries
from albums.trash.disposal import trash_album, trash_placements

pytestmark = pytest.mark.django_db

TRASH = "/studio/trash/"


def trashed(album, *names, ago=timedelta()):
    found = add_photos(album, *names)
    trash_placements(filter_placements(*found), timezone.now() - ago)
    return found


def make_url(album):
    return f"{TRASH}{album.pk}/"


def text(reply):
    return reply.content.decode()


def alive(album):
    return Placement.objects.alive().filter(album=album)


def test_the_trash_shows_the_album_and_the_days_left(second_owner_client, anna, ben):
    add_photos(ben, "in ben", "also in ben")
    trash_album(ben, timezone.now() - timedelta(days=28, hours=2))
    trashed(anna, "one")
    trashed(anna, "two", ago=timedelta(days=10, hours=2))
    page = text(second_owner_client.get(TRASH))
    words = " ".join(page.split())
    assert "Deleted from Anna" in words
    assert "2 photos · 20 days left" in words, "the first to go counts"
    assert "2 photos · 2 days left" in words
    assert page.index("Deleted from Anna") < page.index("<strong>Ben"), "the newest is first"


@pytest.mark.parametrize(
    ("ago", "days"),
    [
        (timedelta(), 30),
        (A_MOMENT, 30),
        (timedelta(days=1), 29),
        (timedelta(days=29), 1),
        (MONTH - A_MOMENT, 1),
    ],
)
def test_days_left_are_rounded_up(ago, days):
    now = timezone.now()
    assert queries.count_days_left(now - ago, now) == days


def test_nothing_is_offered_when_its_time_is_over(second_owner_client, anna, ben):
    one, _ = trashed(anna, "one", "two", ago=MONTH)
    trash_album(ben, timezone.now() - MONTH)
    assert "Trash is empty" in text(second_owner_client.get(TRASH))
    assert "No deleted photos" in text(second_owner_client.get(make_url(anna)))
    second_owner_client.post(f"{make_url(anna)}restore/", {"placement": one.pk.hex})
    assert not alive(anna).exists()
    reply = second_owner_client.post(f"{make_url(ben)}restore/", follow=True)
    assert "Ben was in the trash for more than 30 days" in text(reply)
    assert second_owner_client.get(f"{make_url(ben)}end/").status_code == 404


def test_only_selected_photos_are_restored(second_owner_client, anna):
    one, two, three = trashed(anna, "one", "two", "three")
    sent = {"placement": [one.pk.hex, str(two.pk), "nonsense", "\0", three.picture_id.hex]}
    reply = second_owner_client.post(f"{make_url(anna)}restore/", sent, follow=True)
    assert "2 photos restored." in text(reply)
    assert {row.order_key for row in alive(anna)} == {one.order_key, two.order_key}
    assert "1 photo" in text(second_owner_client.get(make_url(anna)))


def test_a_message_is_shown_when_nothing_is_selected(second_owner_client, anna):
    trashed(anna, "one")
    reply = second_owner_client.post(f"{make_url(anna)}restore/", follow=True)
    assert "Select some photos first." in text(reply)
    assert not alive(anna).exists()


def test_restore_all_restores_only_this_album(second_owner_client, anna, ben):
    trashed(anna, "one", "two")
    trashed(ben, "three")
    second_owner_client.post(f"{make_url(anna)}restore/", {"all": ""})
    assert (alive(anna).count(), alive(ben).count()) == (2, 0)


def test_a_restored_album_does_not_contain_photos_deleted_before_it(second_owner_client, anna):
    one, two = add_photos(anna, "one", "two")
    trash_placements(filter_placements(two), timezone.now())
    trash_album(anna, timezone.now())
    assert "Deleted from" not in text(second_owner_client.get(TRASH))
    assert second_owner_client.get(make_url(anna)).status_code == 404
    reply = second_owner_client.post(f"{make_url(anna)}restore/", {"all": ""})
    assert reply.url == f"/studio/albums/{anna.slug}/"
    assert list(alive(anna)) == [one]


def test_uploaders_only_see_and_restore_their_own_photos(uploader_client, uploader, anna, ben):
    mine, theirs = trashed(anna, "mine", "theirs")
    elsewhere = trashed(ben, "elsewhere")[0]
    own = filter_placements(mine, elsewhere)
    own.update(placed_by=uploader)
    page = text(uploader_client.get(TRASH))
    assert "1 photo" in page
    assert "Ben" not in page
    assert mine.pk.hex in text(uploader_client.get(make_url(anna)))
    assert theirs.pk.hex not in text(uploader_client.get(make_url(anna)))
    uploader_client.post(
        f"{make_url(anna)}restore/", {"placement": [theirs.pk.hex, elsewhere.pk.hex]}
    )
    assert not Placement.objects.alive().exists()
    assert uploader_client.get(make_url(ben)).status_code == 404
    assert uploader_client.post(f"{make_url(ben)}restore/", {"all": ""}).status_code == 404
    uploader_client.post(f"{make_url(anna)}restore/", {"all": ""})
    assert list(Placement.objects.alive()) == [mine]


def test_uploaders_do_not_see_deleted_albums(uploader_client, anna):
    trash_album(anna, timezone.now())
    assert "Anna" not in text(uploader_client.get(TRASH))
    assert uploader_client.post(f"{make_url(anna)}restore/", {"all": ""}).status_code == 404
    assert Album.objects.trashed().get() == anna


def test_restoring_needs_post_and_a_csrf_token(owner, anna):
    (one,) = trashed(anna, "one")
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    for page, sent in (("restore/", {"all": ""}), ("end/", {"title": "Anna"})):
        assert client.post(f"{make_url(anna)}{page}", sent).status_code == 403
    assert client.get(f"{make_url(anna)}restore/?all=").status_code == 405
    assert Placement.objects.get(pk=one.pk).trashed_at


def test_every_entry_is_on_one_page(second_owner_client, owner, monkeypatch):
    monkeypatch.setattr(queries, "PAGE_SIZE", 3)
    now = timezone.now()
    moments = [now - timedelta(hours=hours) for hours in (1, 1, 1, 2, 3, 3, 4, 5)]
    wanted = set()
    for number, moment in enumerate(moments):
        album = stored_files.get_album(f"Album {number}")
        if number % 2:
            trash_album(album, moment)
        else:
            trash_placements(filter_placements(*add_photos(album, f"{number}")), moment)
        wanted.add(album.pk)
    place, found = None, []
    while place is not None or not found:
        entries, place = queries.load_entries(owner, now, place or None)
        found += [entry.album.pk for entry in entries]
        place = place or None
    assert (len(found), set(found)) == (len(wanted), wanted)


def test_every_photo_is_on_one_page(second_owner_client, anna, monkeypatch):
    monkeypatch.setattr(queries, "PAGE_SIZE", 3)
    wanted = {one.pk.hex for one in trashed(anna, *"abcdefg")}
    url, found = make_url(anna), []
    while url:
        reply = second_owner_client.get(url)
        found += [tile.id for tile, _days in reply.context["tiles"]]
        more = reply.context["next_cursor"]
        url = f"{make_url(anna)}?from={more}".replace("+", "%2B") if more else ""
    assert (len(found), set(found)) == (len(wanted), wanted)
    for rubbish in ("x", "%00", f"{'0' * 32}nonsense", "0" * 32):
        assert second_owner_client.get(f"{make_url(anna)}?from={rubbish}").status_code == 200
        assert second_owner_client.get(f"{TRASH}?from={rubbish}").status_code == 200


def test_many_entries_take_as_many_queries_as_few(second_owner_client, anna):
    def count_queries(url):
        with CaptureQueriesContext(connection) as queries:
            assert second_owner_client.get(url).status_code == 200
        return len(queries)

    trashed(anna, "one", "two")
    trash_album(stored_files.get_album("Gone"), timezone.now())
    before = [count_queries(url) for url in (TRASH, make_url(anna))]
    for number in range(8):
        trashed(stored_files.get_album(f"A{number}"), f"of {number}")
        trash_album(stored_files.get_album(f"B{number}"), timezone.now())
    trashed(anna, *(f"further {number}" for number in range(10)))
    assert [count_queries(url) for url in (TRASH, make_url(anna))] == before
