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
from albums.trash.disposal import trash_album
from albums.trash.disposal import trash_placements as take_out

pytestmark = pytest.mark.django_db

TRASH = "/studio/trash/"


def trashed(album, *names, ago=timedelta()):
    found = add_photos(album, *names)
    take_out(filter_placements(*found), timezone.now() - ago)
    return found


def of(album):
    return f"{TRASH}{album.pk}/"


def text(reply):
    return reply.content.decode()


def alive(album):
    return Placement.objects.alive().filter(album=album)


def test_the_trash_says_what_came_from_where_and_how_long_it_stays(second_owner_client, anna, ben):
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
def test_days_are_counted_up(ago, days):
    now = timezone.now()
    assert queries.count_days_left(now - ago, now) == days


def test_what_has_had_its_time_is_not_offered_any_more(second_owner_client, anna, ben):
    one, _ = trashed(anna, "one", "two", ago=MONTH)
    trash_album(ben, timezone.now() - MONTH)
    assert "Trash is empty" in text(second_owner_client.get(TRASH))
    assert "No deleted photos" in text(second_owner_client.get(of(anna)))
    second_owner_client.post(f"{of(anna)}restore/", {"placement": one.pk.hex})
    assert not alive(anna).exists()
    reply = second_owner_client.post(f"{of(ben)}restore/", follow=True)
    assert "Ben was in the trash for more than 30 days" in text(reply)
    assert second_owner_client.get(f"{of(ben)}end/").status_code == 404


def test_what_is_chosen_comes_back_to_where_it_lay_and_the_rest_stays(second_owner_client, anna):
    one, two, three = trashed(anna, "one", "two", "three")
    sent = {"placement": [one.pk.hex, str(two.pk), "nonsense", "\0", three.picture_id.hex]}
    reply = second_owner_client.post(f"{of(anna)}restore/", sent, follow=True)
    assert "2 photos restored." in text(reply)
    assert {row.order_key for row in alive(anna)} == {one.order_key, two.order_key}
    assert "1 photo" in text(second_owner_client.get(of(anna)))


def test_who_chose_nothing_is_told_so(second_owner_client, anna):
    trashed(anna, "one")
    reply = second_owner_client.post(f"{of(anna)}restore/", follow=True)
    assert "Select some photos first." in text(reply)
    assert not alive(anna).exists()


def test_all_of_an_album_comes_back_and_nothing_of_another(second_owner_client, anna, ben):
    trashed(anna, "one", "two")
    trashed(ben, "three")
    second_owner_client.post(f"{of(anna)}restore/", {"all": ""})
    assert (alive(anna).count(), alive(ben).count()) == (2, 0)


def test_an_album_comes_back_whole_but_for_what_was_taken_out_of_it_before(
    second_owner_client, anna
):
    one, two = add_photos(anna, "one", "two")
    take_out(filter_placements(two), timezone.now())
    trash_album(anna, timezone.now())
    assert "Deleted from" not in text(second_owner_client.get(TRASH))
    assert second_owner_client.get(of(anna)).status_code == 404
    reply = second_owner_client.post(f"{of(anna)}restore/", {"all": ""})
    assert reply.url == f"/studio/albums/{anna.slug}/"
    assert list(alive(anna)) == [one]


def test_uploaders_find_what_they_had_placed_and_bring_back_nothing_else(
    uploader_client, uploader, anna, ben
):
    mine, theirs = trashed(anna, "mine", "theirs")
    elsewhere = trashed(ben, "elsewhere")[0]
    own = filter_placements(mine, elsewhere)
    own.update(placed_by=uploader)
    page = text(uploader_client.get(TRASH))
    assert "1 photo" in page
    assert "Ben" not in page
    assert mine.pk.hex in text(uploader_client.get(of(anna)))
    assert theirs.pk.hex not in text(uploader_client.get(of(anna)))
    uploader_client.post(f"{of(anna)}restore/", {"placement": [theirs.pk.hex, elsewhere.pk.hex]})
    assert not Placement.objects.alive().exists()
    assert uploader_client.get(of(ben)).status_code == 404
    assert uploader_client.post(f"{of(ben)}restore/", {"all": ""}).status_code == 404
    uploader_client.post(f"{of(anna)}restore/", {"all": ""})
    assert list(Placement.objects.alive()) == [mine]


def test_an_album_in_the_trash_does_not_exist_for_uploaders(uploader_client, anna):
    trash_album(anna, timezone.now())
    assert "Anna" not in text(uploader_client.get(TRASH))
    assert uploader_client.post(f"{of(anna)}restore/", {"all": ""}).status_code == 404
    assert Album.objects.trashed().get() == anna


def test_the_trash_asks_for_the_token_of_the_form_and_does_nothing_on_a_look(owner, anna):
    (one,) = trashed(anna, "one")
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    for page, sent in (("restore/", {"all": ""}), ("end/", {"title": "Anna"})):
        assert client.post(f"{of(anna)}{page}", sent).status_code == 403
    assert client.get(f"{of(anna)}restore/?all=").status_code == 405
    assert Placement.objects.get(pk=one.pk).trashed_at


def test_every_line_and_every_picture_is_seen_once_however_the_pages_fall(
    second_owner_client, owner, monkeypatch
):
    monkeypatch.setattr(queries, "PAGE_SIZE", 3)
    now = timezone.now()
    moments = [now - timedelta(hours=hours) for hours in (1, 1, 1, 2, 3, 3, 4, 5)]
    wanted = set()
    for number, moment in enumerate(moments):
        album = stored_files.get_album(f"Album {number}")
        if number % 2:
            trash_album(album, moment)
        else:
            take_out(filter_placements(*add_photos(album, f"{number}")), moment)
        wanted.add(album.pk)
    place, found = None, []
    while place is not None or not found:
        entries, place = queries.load_entries(owner, now, place or None)
        found += [entry.album.pk for entry in entries]
        place = place or None
    assert (len(found), set(found)) == (len(wanted), wanted)


def test_the_pictures_of_an_album_go_on_over_pages(second_owner_client, anna, monkeypatch):
    monkeypatch.setattr(queries, "PAGE_SIZE", 3)
    wanted = {one.pk.hex for one in trashed(anna, *"abcdefg")}
    url, found = of(anna), []
    while url:
        reply = second_owner_client.get(url)
        found += [tile.id for tile, _days in reply.context["tiles"]]
        more = reply.context["next_cursor"]
        url = f"{of(anna)}?from={more}".replace("+", "%2B") if more else ""
    assert (len(found), set(found)) == (len(wanted), wanted)
    for rubbish in ("x", "%00", f"{'0' * 32}nonsense", "0" * 32):
        assert second_owner_client.get(f"{of(anna)}?from={rubbish}").status_code == 200
        assert second_owner_client.get(f"{TRASH}?from={rubbish}").status_code == 200


def test_the_trash_costs_the_same_for_a_few_and_for_many(second_owner_client, anna):
    def asked(url):
        with CaptureQueriesContext(connection) as queries:
            assert second_owner_client.get(url).status_code == 200
        return len(queries)

    trashed(anna, "one", "two")
    trash_album(stored_files.get_album("Gone"), timezone.now())
    before = [asked(url) for url in (TRASH, of(anna))]
    for number in range(8):
        trashed(stored_files.get_album(f"A{number}"), f"of {number}")
        trash_album(stored_files.get_album(f"B{number}"), timezone.now())
    trashed(anna, *(f"further {number}" for number in range(10)))
    assert [asked(url) for url in (TRASH, of(anna))] == before
