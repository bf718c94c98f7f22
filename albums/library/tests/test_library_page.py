from datetime import date
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from albums.library import CARDS_PER_PAGE, album_filter
from albums.models import Album, FormerSlug
from albums.tests.factories import pictures
from albums.tests.factories.albums import create_album
from assets.models import Asset
from assets.tus import upload

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NAUGHTY = ["\0", "a\0b", "x" * 10_000, "%", "_", "\\", "100%_\\", "'", '"; DROP TABLE x; --', "​"]


@pytest.fixture
def uploader_client(client, uploader):
    client.force_login(uploader)
    return client


def get_page(browser, query=""):
    response = browser.get(f"/studio/{query}")
    assert response.status_code == 200
    return response.content.decode()


def list_titles(browser, query=""):
    response = browser.get(f"/studio/{query}")
    return [card.album.title for card in response.context["cards"]]


def test_empty_library_shows_the_next_step(owner_client):
    page = get_page(owner_client)
    assert "Your studio is ready" in page
    assert "Drop photos here" in page
    assert 'href="/studio/albums/new/"' in page


def test_uploader_without_albums_sees_a_message(uploader_client, owner):
    create_album(owner, "Anna")
    page = get_page(uploader_client)
    assert "No albums yet" in page
    assert "Anna" not in page


def test_card_shows_facts_of_its_album(owner_client, owner):
    anna = create_album(owner, "Anna", happened_on=date(2026, 5, 14), state="published")
    pictures.create_pictures(3, owner, anna)
    page = get_page(owner_client)
    for text in ("3 photos", "May 14, 2026", "Published", "/media/small/"):
        assert text in page


def test_uploader_sees_only_albums_they_are_invited_to(uploader_client, owner, uploader):
    mine, other = create_album(owner, "Anna"), create_album(owner, "Ben")
    mine.uploaders.add(uploader)
    pictures.create_pictures(2, owner, mine)
    pictures.create_pictures(5, owner, other)
    assert list_titles(uploader_client) == ["Anna"]
    for query in ("?q=Ben", "?state=draft", "?order=title", "?mine=1", f"?q={other.slug}"):
        assert "Ben" not in list_titles(uploader_client, query)
    assert "Choose a cover" not in get_page(uploader_client)
    assert "Add photos" in get_page(uploader_client)


def test_search_finds_no_photos_of_other_albums_for_uploaders(uploader_client, owner, uploader):
    mine, other = create_album(owner, "Anna"), create_album(owner, "Ben")
    mine.uploaders.add(uploader)
    pictures.create_pictures(1, owner, mine, caption="rings", camera="Leica")
    secret = pictures.create_pictures(1, owner, other, caption="rings", camera="Secret Camera")[0]
    page = get_page(uploader_client, "?q=rings")
    assert page.count('class="tile"') == 1
    assert secret.name not in page
    assert 'class="tile"' not in get_page(uploader_client, "?q=Secret")


def test_search_finds_albums_and_photos(owner_client, owner):
    anna = create_album(owner, "Anna")
    FormerSlug.objects.create(album=anna, slug="hochzeit")
    create_album(owner, "Ben", description="By the lake")
    pictures.create_pictures(1, owner, anna, caption="Anna and the lake")
    assert list_titles(owner_client, "?q=hochzeit") == ["Anna"]
    assert list_titles(owner_client, "?q=BY+lake") == ["Ben"]
    assert get_page(owner_client, "?q=lake").count('class="tile"') == 1
    assert get_page(owner_client, "?q=nobody+one").count('class="tile"') == 1


def test_search_ignores_the_case_of_umlauts(owner_client, owner):
    create_album(owner, "Ärzteball")
    assert list_titles(owner_client, "?q=ärzteball") == ["Ärzteball"]
    assert list_titles(owner_client, "?q=ÄRZTEBALL") == ["Ärzteball"]


@pytest.mark.parametrize("text", NAUGHTY)
def test_library_responds_when_the_query_contains_special_characters(owner_client, owner, text):
    create_album(owner, "Anna")
    pictures.create_pictures(1, owner, create_album(owner, "Ben"))
    response = owner_client.get(
        "/studio/", {"q": text, "order": text, "year": text, "after": text}
    )
    assert response.status_code == 200
    if text in "%_\\'":
        assert response.context["cards"] == []


def test_search_matches_wildcards_literally(owner_client, owner):
    create_album(owner, "100% Anna")
    create_album(owner, "1000 Anna")
    assert list_titles(owner_client, "?q=100%25") == ["100% Anna"]


def test_albums_are_filtered_and_sorted_by_chips(owner_client, owner):
    create_album(owner, "Old", happened_on=date(2024, 1, 1), state="archived")
    create_album(owner, "New", happened_on=date(2026, 1, 1))
    assert list_titles(owner_client, "?state=archived") == ["Old"]
    assert list_titles(owner_client, "?year=2026") == ["New"]
    assert list_titles(owner_client, "?order=date") == ["New", "Old"]
    assert list_titles(owner_client, "?year=0000&state=nothing&order=x") == ["New", "Old"]
    assert "Clear filters" in get_page(owner_client, "?year=1999")
    Album.objects.filter(title="Old").update(created_by=create_owner())
    assert list_titles(owner_client, "?mine=1") == ["New"]


def create_owner():
    from model_bakery import baker

    return baker.make("accounts.User", email="create_owner@example.org", role="owner")


@pytest.mark.parametrize("order", album_filter.SORT_ORDERS)
def test_each_album_is_on_one_page_exactly(owner_client, owner, order):
    for number in range(CARDS_PER_PAGE * 2 + 5):
        day = date(2026, 1, 1 + number % 4) if number % 5 else None
        create_album(owner, f"Album {number % 7}", happened_on=day)
    Album.objects.filter(title="Album 3").update(created_at=timezone.now())
    seen, after = [], ""
    for _ in range(3):
        response = owner_client.get("/studio/", {"order": order, "after": after})
        seen += [card.album.pk for card in response.context["cards"]]
        after = response.context["further"]
    assert not after
    assert len(seen) == len(set(seen)) == CARDS_PER_PAGE * 2 + 5


def test_next_page_is_a_fragment_when_htmx_requests_it(owner_client, owner):
    for number in range(CARDS_PER_PAGE + 1):
        create_album(owner, f"Album {number}")
    after = owner_client.get("/studio/").context["further"]
    part = owner_client.get("/studio/", {"after": after}, headers={"HX-Request": "true"})
    page = owner_client.get("/studio/", {"after": after}).content.decode()
    assert part.content.decode().count('class="card"') == page.count('class="card"') == 1
    assert "<html" in page
    assert "<html" not in part.content.decode()
    assert f'href="?{urlencode({"after": after})}"' in get_page(owner_client)


def test_card_shows_status_and_next_step(owner_client, owner):
    empty, busy, bad, good = (create_album(owner, title) for title in "EBGF")
    pictures.create_pictures(3, owner, busy, state="processing")
    pictures.create_pictures(1, owner, busy)
    pictures.create_pictures(2, owner, bad, state="failed")
    (one,) = pictures.create_pictures(1, owner, good)
    Album.objects.filter(pk=good.pk).update(cover=one.picture)
    page = get_page(owner_client)
    for text in ("Preparing 1 of 4", "View 2 problems", "Publish", "Choose a cover"):
        assert text in page
    assert f"/studio/failed/?album={bad.slug}" in page
    Album.objects.filter(pk=good.pk).update(state="archived")
    assert "Restore from archive" in get_page(owner_client)
    assert f"/studio/albums/{empty.slug}/add/" in page


def test_card_counts_files_being_uploaded(owner_client, owner):
    anna = create_album(owner, "Anna")
    for name in ("a.jpg", "b.jpg"):
        upload.create_upload(
            length=9, name=name, person=str(owner.pk), about={"album": str(anna.pk)}
        )
    assert "Uploading 2 files" in get_page(owner_client)


def test_sizes_are_loaded_in_one_query_for_visible_albums_only(uploader_client, owner, uploader):
    mine, other = create_album(owner, "Anna"), create_album(owner, "Ben")
    mine.uploaders.add(uploader)
    pictures.create_pictures(2, owner, mine, other, size=2 * 1024**2)
    url = f"/studio/albums/figures/?ids={mine.pk.hex},{other.pk.hex},x,"
    assert url.split("ids=")[1].split(",")[0] in get_page(uploader_client)
    with CaptureQueriesContext(connection) as queries:
        text = uploader_client.get(url).content.decode()
    assert f'id="size-{mine.pk.hex}" hx-swap-oob="true">4.0' in text
    assert other.pk.hex not in text
    assert sum("SUM(" in query["sql"] for query in queries) == 1


def test_library_makes_as_many_queries_for_500_albums_as_for_10(owner_client, owner):
    def count_queries():
        with CaptureQueriesContext(connection) as queries:
            get_page(owner_client)
        return len(queries)

    pictures.create_pictures(
        1, owner, *(create_album(owner, f"A {number}") for number in range(10))
    )
    before = count_queries()
    pictures.create_pictures(
        1, owner, *(create_album(owner, f"B {number}") for number in range(500))
    )
    assert Asset.objects.count() == 2
    assert count_queries() == before


def test_titles_are_escaped(owner_client, owner):
    create_album(owner, "<script>alert(1)</script>" + "ß" * 150)
    page = get_page(owner_client)
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
