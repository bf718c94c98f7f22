import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from albums.models import Placement
from albums.pictures import queries, timeline
from albums.tests.factories import pictures
from albums.tests.factories.shots import NOON
from assets.models import Picture

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NAUGHTY = ["\0", "x" * 10_000, "%", "_", "\\", "'", '"--', "٣", "-1", "1e9", "9" * 30]


@pytest.fixture
def anna(owner):
    return pictures.create_album("Anna", owner)


@pytest.fixture
def guest(client, uploader, anna):
    anna.uploaders.add(uploader)
    client.force_login(uploader)
    return client


def names(browser, **query):
    reply = browser.get("/studio/pictures/", query)
    assert reply.status_code == 200
    return [one.tile.name for one in reply.context.get("shown", [])]


def test_what_was_taken_last_comes_first(studio, owner, anna):
    first, second, third = pictures.create_pictures(3, owner, anna)
    corrected = NOON - timedelta(days=1)
    Picture.objects.filter(pk=third.picture_id).update(taken_override=corrected)
    (undated,) = pictures.create_pictures(1, owner, anna, taken_local=None)
    assert names(studio) == [one.name for one in (second, first, third, undated)]


def test_what_lies_in_the_trash_alone_is_out_of_sight(studio, owner, anna):
    ben = pictures.create_album("Ben", owner)
    both, gone, away, unfiled = (
        *pictures.create_pictures(1, owner, anna, ben),
        *pictures.create_pictures(1, owner, anna),
        *pictures.create_pictures(1, owner, ben),
        *pictures.create_pictures(1, owner),
    )
    Placement.objects.filter(album=anna).update(trashed_at=timezone.now())
    assert set(names(studio)) == {both.name, away.name, unfiled.name}
    ben.trashed_at = timezone.now()
    ben.save()
    assert names(studio) == [unfiled.name]
    Picture.objects.filter(pk=unfiled.picture_id).update(discarded_at=timezone.now())
    assert names(studio) == []
    assert gone.name not in names(studio)


def test_each_leads_to_its_album_or_to_a_page_of_its_own(studio, owner, anna):
    ben = pictures.create_album("Ben", owner)
    (twice,) = pictures.create_pictures(1, owner, anna, ben)
    (unfiled,) = pictures.create_pictures(1, owner)
    page = studio.get("/studio/pictures/").content.decode()
    assert f'href="/studio/albums/{anna.slug}/p/{twice.picture_id}/"' in page
    assert f'href="/studio/pictures/{unfiled.picture_id}/"' in page
    assert page.count("in 2 albums") == 1


def test_others_pictures_leak_nowhere(guest, owner, anna):
    ben = pictures.create_album("Ben", owner)
    (mine,) = pictures.create_pictures(1, owner, anna, camera="Leica", lens="50 mm")
    (shared,) = pictures.create_pictures(1, owner, anna, ben, camera="Leica")
    (secret,) = pictures.create_pictures(
        1, owner, ben, caption="Secret", camera="Secret", lens="Hidden", iso=64
    )
    (unfiled,) = pictures.create_pictures(1, owner, camera="Lost")
    assert set(names(guest)) == {mine.name, shared.name}
    for query in ({"q": "Secret"}, {"camera": "Secret"}, {"lens": "Hidden"}, {"iso_to": 64}):
        assert names(guest, **query) == []
    page = guest.get("/studio/pictures/?facets=1").content.decode()
    for word in ("Secret", "Hidden", "Lost", secret.name, unfiled.name, "in 2 albums", "Ben"):
        assert word not in page
    assert "Leica (2)" in page


def test_pictures_are_picked_out_by_what_cameras_wrote(studio, owner, anna):
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
        assert names(studio, **query) == [version.name for version in found], query
    page = studio.get("/studio/pictures/?facets=1").content.decode()
    for option in ("R5 (2)", "X-T5 (1)", "50 mm (2)", "RAW files (1)", "2024 (1)", "2026 (2)"):
        assert option in page


def test_what_cannot_be_meant_is_said(studio, owner, anna):
    pictures.create_pictures(1, owner, anna)
    page = studio.get("/studio/pictures/?iso_from=much").content.decode()
    assert "Check your filters" in page
    assert "ISO from: Enter a whole number." in page
    assert "No results" not in page
    assert "No results" in studio.get("/studio/pictures/?camera=None").content.decode()


@pytest.mark.parametrize("text", NAUGHTY)
@pytest.mark.parametrize("field", ["q", "camera", "kind", "year", "iso_from", "after"])
def test_whatever_an_address_says_it_is_answered(studio, field, text):
    assert studio.get("/studio/pictures/", {field: text, "facets": "1"}).status_code == 200


@pytest.mark.parametrize("seed", range(6))
def test_all_pictures_are_seen_once_page_by_page(owner, anna, seed):
    """With moments that are equal, corrected or missing, and one file in several pictures."""
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


def test_a_larger_archive_costs_no_more(studio, owner, anna):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            names(studio, facets="1")
        return len(queries)

    pictures.create_pictures(10, owner, anna)
    before = asked()
    pictures.create_pictures(490, owner, anna, pictures.create_album("Ben", owner))
    assert asked() == before


def test_further_pictures_are_a_part_for_htmx_and_a_page_for_others(studio, owner, anna):
    pictures.create_pictures(61, owner, anna)
    after = studio.get("/studio/pictures/").context["further"]
    part = studio.get("/studio/pictures/", {"after": after}, headers={"HX-Request": "true"})
    assert part.content.decode().count('class="tile"') == 1
    assert "<html" not in part.content.decode()
    assert len(names(studio, after=after)) == 1
