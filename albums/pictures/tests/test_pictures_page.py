import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from albums.models import Placement
from albums.pictures import queries, timeline
from albums.tests.factories import pictures
from albums.tests.factories.albums import create_album
from albums.tests.factories.shots import NOON
from assets.models import Picture

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NAUGHTY = ["\0", "x" * 10_000, "%", "_", "\\", "'", '"--', "٣", "-1", "1e9", "9" * 30]


@pytest.fixture
def anna(owner):
    return create_album(owner, "Anna")


@pytest.fixture
def uploader_client(client, uploader, anna):
    anna.uploaders.add(uploader)
    client.force_login(uploader)
    return client


def list_names(browser, **query):
    response = browser.get("/studio/pictures/", query)
    assert response.status_code == 200
    return [one.tile.name for one in response.context.get("shown", [])]


def test_photos_are_sorted_by_capture_time_latest_first(owner_client, owner, anna):
    first, second, third = pictures.create_pictures(3, owner, anna)
    corrected = NOON - timedelta(days=1)
    Picture.objects.filter(pk=third.picture_id).update(taken_override=corrected)
    (undated,) = pictures.create_pictures(1, owner, anna, taken_local=None)
    assert list_names(owner_client) == [one.name for one in (second, first, third, undated)]


def test_photos_are_hidden_when_they_are_only_in_the_trash(owner_client, owner, anna):
    ben = create_album(owner, "Ben")
    both, gone, away, unfiled = (
        *pictures.create_pictures(1, owner, anna, ben),
        *pictures.create_pictures(1, owner, anna),
        *pictures.create_pictures(1, owner, ben),
        *pictures.create_pictures(1, owner),
    )
    Placement.objects.filter(album=anna).update(trashed_at=timezone.now())
    assert set(list_names(owner_client)) == {both.name, away.name, unfiled.name}
    ben.trashed_at = timezone.now()
    ben.save()
    assert list_names(owner_client) == [unfiled.name]
    Picture.objects.filter(pk=unfiled.picture_id).update(discarded_at=timezone.now())
    assert list_names(owner_client) == []
    assert gone.name not in list_names(owner_client)


def test_tile_links_to_the_photo_in_its_album_or_to_its_own_page(owner_client, owner, anna):
    ben = create_album(owner, "Ben")
    (twice,) = pictures.create_pictures(1, owner, anna, ben)
    (unfiled,) = pictures.create_pictures(1, owner)
    page = owner_client.get("/studio/pictures/").content.decode()
    assert f'href="/studio/albums/{anna.slug}/p/{twice.picture_id}/"' in page
    assert f'href="/studio/pictures/{unfiled.picture_id}/"' in page
    assert page.count("in 2 albums") == 1


def test_uploader_sees_nothing_of_photos_in_other_albums(uploader_client, owner, anna):
    ben = create_album(owner, "Ben")
    (mine,) = pictures.create_pictures(1, owner, anna, camera="Leica", lens="50 mm")
    (shared,) = pictures.create_pictures(1, owner, anna, ben, camera="Leica")
    (secret,) = pictures.create_pictures(
        1, owner, ben, caption="Secret", camera="Secret", lens="Hidden", iso=64
    )
    (unfiled,) = pictures.create_pictures(1, owner, camera="Lost")
    assert set(list_names(uploader_client)) == {mine.name, shared.name}
    for query in ({"q": "Secret"}, {"camera": "Secret"}, {"lens": "Hidden"}, {"iso_to": 64}):
        assert list_names(uploader_client, **query) == []
    page = uploader_client.get("/studio/pictures/?facets=1").content.decode()
    for word in ("Secret", "Hidden", "Lost", secret.name, unfiled.name, "in 2 albums", "Ben"):
        assert word not in page
    assert "Leica (2)" in page


def test_photos_are_filtered_by_metadata(owner_client, owner, anna):
    (one,) = pictures.create_pictures(1, owner, anna, camera="X-T5", lens="50 mm", iso=100)
    (two,) = pictures.create_pictures(
        1, owner, anna, camera="R5", lens="50 mm", iso=6400, kind="raw"
    )
    earlier = NOON.replace(year=2024)
    (old,) = pictures.create_pictures(1, owner, anna, override=earlier, camera="R5")
    for query, found in [
        ({"camera": "X-T5"}, [one]),
        ({"lens": "50 mm", "iso_from": "200"}, [two]),
        ({"iso_from": "50", "iso_to": "100"}, [one]),
        ({"kind": "raw"}, [two]),
        ({"year": "2024"}, [old]),
        ({"year": "2026"}, [two, one]),
        ({"q": f"r5 {two.name[:-4]}"}, [two]),
        ({"year": "1999"}, []),
    ]:
        assert list_names(owner_client, **query) == [version.name for version in found], query
    page = owner_client.get("/studio/pictures/?facets=1").content.decode()
    for option in ("R5 (2)", "X-T5 (1)", "50 mm (2)", "RAW files (1)", "2024 (1)", "2026 (2)"):
        assert option in page


def test_error_is_shown_when_a_filter_is_invalid(owner_client, owner, anna):
    pictures.create_pictures(1, owner, anna)
    page = owner_client.get("/studio/pictures/?iso_from=much").content.decode()
    assert "Check your filters" in page
    assert "ISO from: Enter a whole number." in page
    assert "No results" not in page
    assert "No results" in owner_client.get("/studio/pictures/?camera=None").content.decode()


@pytest.mark.parametrize("text", NAUGHTY)
@pytest.mark.parametrize("field", ["q", "camera", "kind", "year", "iso_from", "after"])
def test_page_responds_when_the_query_contains_special_characters(owner_client, field, text):
    assert owner_client.get("/studio/pictures/", {field: text, "facets": "1"}).status_code == 200


@pytest.mark.parametrize("seed", range(6))
def test_each_photo_is_on_one_page_exactly(owner, anna, seed):
    # Capture times are equal, corrected or missing, and one file can lead several pictures.
    dice = random.Random(seed)
    moments = [NOON + timedelta(seconds=second) for second in range(3)]
    for _ in range(dice.randrange(20, 40)):
        taken, override = (dice.choice([None, *moments]) for _ in range(2))
        (version,) = pictures.create_pictures(1, owner, anna, taken_local=taken, override=override)
        if dice.random() < 0.3:
            again = Picture.objects.create(taken_override=dice.choice([None, *moments]))
            version.pk, version.picture = None, again
            version.save(force_insert=True)
    every = {str(pk) for pk in Picture.objects.values_list("pk", flat=True)}
    found, after = [], ""
    while True:
        rows, after = timeline.load_page(queries.visible_to(owner), after, dice.randrange(1, 7))
        found += [str(row.picture) for row in rows]
        if not after:
            break
    assert len(found) == len(every)
    assert set(found) == every
    taken = dict(_moments())
    known = [taken[pk] for pk in found if taken[pk]]
    assert known == sorted(known, reverse=True)
    assert all(taken[pk] is None for pk in found[len(known) :])


def _moments():
    for picture in Picture.objects.prefetch_related("versions__asset"):
        camera = picture.versions.get().asset.taken_local
        yield str(picture.pk), picture.taken_override or camera


def test_page_makes_as_many_queries_for_500_photos_as_for_10(owner_client, owner, anna):
    def count_queries():
        with CaptureQueriesContext(connection) as queries:
            list_names(owner_client, facets="1")
        return len(queries)

    pictures.create_pictures(10, owner, anna)
    before = count_queries()
    pictures.create_pictures(490, owner, anna, create_album(owner, "Ben"))
    assert count_queries() == before


def test_next_page_is_a_fragment_when_htmx_requests_it(owner_client, owner, anna):
    pictures.create_pictures(61, owner, anna)
    after = owner_client.get("/studio/pictures/").context["further"]
    part = owner_client.get("/studio/pictures/", {"after": after}, headers={"HX-Request": "true"})
    assert part.content.decode().count('class="tile"') == 1
    assert "<html" not in part.content.decode()
    assert len(list_names(owner_client, after=after)) == 1
