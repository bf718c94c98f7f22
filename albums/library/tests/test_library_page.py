from datetime import date
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from albums.library import CARDS_PER_PAGE, album_filter
from albums.models import Album, FormerSlug
from albums.tests.factories import pictures
from assets.models import Asset
from assets.tus import upload

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NAUGHTY = ["\0", "a\0b", "x" * 10_000, "%", "_", "\\", "100%_\\", "'", '"; DROP TABLE x; --', "​"]


@pytest.fixture
def guest(client, uploader):
    client.force_login(uploader)
    return client


def shown(browser, query=""):
    reply = browser.get(f"/studio/{query}")
    assert reply.status_code == 200
    return reply.content.decode()


def titles(browser, query=""):
    reply = browser.get(f"/studio/{query}")
    return [card.album.title for card in reply.context["cards"]]


def test_an_empty_library_says_what_to_do_next(studio):
    page = shown(studio)
    assert "Your studio is ready" in page
    assert "Drop photos here" in page
    assert 'href="/studio/albums/new/"' in page


def test_who_is_invited_to_nothing_is_told_so(guest, owner):
    pictures.create_album("Anna", owner)
    page = shown(guest)
    assert "No albums yet" in page
    assert "Anna" not in page


def test_a_card_says_what_lies_in_the_album(studio, owner):
    anna = pictures.create_album("Anna", owner, happened_on=date(2026, 5, 14), state="published")
    pictures.create_pictures(3, owner, anna)
    page = shown(studio)
    for words in ("3 photos", "May 14, 2026", "Published", "/media/small/"):
        assert words in page


def test_an_uploader_sees_the_albums_that_they_are_invited_to(guest, owner, uploader):
    mine, other = pictures.create_album("Anna", owner), pictures.create_album("Ben", owner)
    mine.uploaders.add(uploader)
    pictures.create_pictures(2, owner, mine)
    pictures.create_pictures(5, owner, other)
    assert titles(guest) == ["Anna"]
    for query in ("?q=Ben", "?state=draft", "?order=title", "?mine=1", f"?q={other.slug}"):
        assert "Ben" not in titles(guest, query)
    assert "Choose a cover" not in shown(guest)
    assert "Add photos" in shown(guest)


def test_pictures_of_others_are_not_found(guest, owner, uploader):
    mine, other = pictures.create_album("Anna", owner), pictures.create_album("Ben", owner)
    mine.uploaders.add(uploader)
    pictures.create_pictures(1, owner, mine, caption="rings", camera="Leica")
    secret = pictures.create_pictures(1, owner, other, caption="rings", camera="Secret Camera")[0]
    page = shown(guest, "?q=rings")
    assert page.count('class="tile"') == 1
    assert secret.name not in page
    assert 'class="tile"' not in shown(guest, "?q=Secret")


def test_albums_and_pictures_are_found_each_in_its_group(studio, owner):
    anna = pictures.create_album("Anna", owner)
    FormerSlug.objects.create(album=anna, slug="hochzeit")
    pictures.create_album("Ben", owner, description="By the lake")
    pictures.create_pictures(1, owner, anna, caption="Anna and the lake")
    assert titles(studio, "?q=hochzeit") == ["Anna"]
    assert titles(studio, "?q=BY+lake") == ["Ben"]
    assert shown(studio, "?q=lake").count('class="tile"') == 1
    assert shown(studio, "?q=nobody+one").count('class="tile"') == 1


def test_umlauts_are_found_however_they_are_written(studio, owner):
    pictures.create_album("Ärzteball", owner)
    assert titles(studio, "?q=ärzteball") == ["Ärzteball"]
    assert titles(studio, "?q=ÄRZTEBALL") == ["Ärzteball"]


@pytest.mark.parametrize("text", NAUGHTY)
def test_what_is_typed_is_only_looked_for(studio, owner, text):
    pictures.create_album("Anna", owner)
    pictures.create_pictures(1, owner, pictures.create_album("Ben", owner))
    reply = studio.get("/studio/", {"q": text, "order": text, "year": text, "after": text})
    assert reply.status_code == 200
    if text in "%_\\'":
        assert reply.context["cards"] == []


def test_wildcards_are_letters(studio, owner):
    pictures.create_album("100% Anna", owner)
    pictures.create_album("1000 Anna", owner)
    assert titles(studio, "?q=100%25") == ["100% Anna"]


def test_chips_pick_out(studio, owner):
    pictures.create_album("Old", owner, happened_on=date(2024, 1, 1), state="archived")
    pictures.create_album("New", owner, happened_on=date(2026, 1, 1))
    assert titles(studio, "?state=archived") == ["Old"]
    assert titles(studio, "?year=2026") == ["New"]
    assert titles(studio, "?order=date") == ["New", "Old"]
    assert titles(studio, "?year=0000&state=nothing&order=x") == ["New", "Old"]
    assert "Clear filters" in shown(studio, "?year=1999")
    Album.objects.filter(title="Old").update(created_by=another())
    assert titles(studio, "?mine=1") == ["New"]


def another():
    from model_bakery import baker

    return baker.make("accounts.User", email="another@example.org", role="owner")


@pytest.mark.parametrize("order", album_filter.SORT_ORDERS)
def test_all_albums_are_seen_once_page_by_page(studio, owner, order):
    for number in range(CARDS_PER_PAGE * 2 + 5):
        day = date(2026, 1, 1 + number % 4) if number % 5 else None
        pictures.create_album(f"Album {number % 7}", owner, happened_on=day)
    Album.objects.filter(title="Album 3").update(created_at=timezone.now())
    seen, after = [], ""
    for _ in range(3):
        reply = studio.get("/studio/", {"order": order, "after": after})
        seen += [card.album.pk for card in reply.context["cards"]]
        after = reply.context["further"]
    assert not after
    assert len(seen) == len(set(seen)) == CARDS_PER_PAGE * 2 + 5


def test_the_next_page_is_a_part_for_htmx_and_a_page_for_others(studio, owner):
    for number in range(CARDS_PER_PAGE + 1):
        pictures.create_album(f"Album {number}", owner)
    after = studio.get("/studio/").context["further"]
    part = studio.get("/studio/", {"after": after}, headers={"HX-Request": "true"})
    page = studio.get("/studio/", {"after": after}).content.decode()
    assert part.content.decode().count('class="card"') == page.count('class="card"') == 1
    assert "<html" in page
    assert "<html" not in part.content.decode()
    assert f'href="?{urlencode({"after": after})}"' in shown(studio)


def test_what_happens_there_is_said_and_what_to_do_next(studio, owner):
    empty, busy, bad, good = (pictures.create_album(title, owner) for title in "EBGF")
    pictures.create_pictures(3, owner, busy, state="processing")
    pictures.create_pictures(1, owner, busy)
    pictures.create_pictures(2, owner, bad, state="failed")
    (one,) = pictures.create_pictures(1, owner, good)
    Album.objects.filter(pk=good.pk).update(cover=one.picture)
    page = shown(studio)
    for words in ("Preparing 1 of 4", "View 2 problems", "Publish", "Choose a cover"):
        assert words in page
    assert f"/studio/failed/?album={bad.slug}" in page
    Album.objects.filter(pk=good.pk).update(state="archived")
    assert "Restore from archive" in shown(studio)
    assert f"/studio/albums/{empty.slug}/add/" in page


def test_files_on_their_way_are_counted(studio, owner):
    anna = pictures.create_album("Anna", owner)
    for name in ("a.jpg", "b.jpg"):
        upload.create_upload(
            length=9, name=name, person=str(owner.pk), about={"album": str(anna.pk)}
        )
    assert "Uploading 2 files" in shown(studio)


def test_sizes_are_asked_for_together_and_only_of_ones_own(guest, owner, uploader):
    mine, other = pictures.create_album("Anna", owner), pictures.create_album("Ben", owner)
    mine.uploaders.add(uploader)
    pictures.create_pictures(2, owner, mine, other, size=2 * 1024**2)
    address = f"/studio/albums/figures/?ids={mine.pk.hex},{other.pk.hex},x,"
    assert address.split("ids=")[1].split(",")[0] in shown(guest)
    with CaptureQueriesContext(connection) as queries:
        said = guest.get(address).content.decode()
    assert f'id="size-{mine.pk.hex}" hx-swap-oob="true">4.0' in said
    assert other.pk.hex not in said
    assert sum("SUM(" in query["sql"] for query in queries) == 1


def test_a_longer_library_costs_no_more(studio, owner):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            shown(studio)
        return len(queries)

    pictures.create_pictures(
        1, owner, *(pictures.create_album(f"A {number}", owner) for number in range(10))
    )
    before = asked()
    pictures.create_pictures(
        1, owner, *(pictures.create_album(f"B {number}", owner) for number in range(500))
    )
    assert Asset.objects.count() == 2
    assert asked() == before


def test_titles_are_only_text(studio, owner):
    pictures.create_album("<script>alert(1)</script>" + "ß" * 150, owner)
    page = shown(studio)
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
