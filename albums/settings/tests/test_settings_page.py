import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Invitation, User
from albums import slugs
from albums.models import Album, FormerSlug
from albums.settings.forms import AlbumSettingsForm
from albums.tests.factories.placements import add_photos
from clientpix.testing.route_access import routes

pytestmark = pytest.mark.django_db

PAGE = "/studio/albums/anna/settings/"
LONG = ("Donaudampfschifffahrtsgesellschaft mit Öl & Käse <b> " * 4)[:180].strip()


@pytest.fixture
def anna(owner):
    return Album.objects.create(title="Anna", slug="anna", created_by=owner)


@pytest.fixture
def ben(owner):
    return Album.objects.create(title="Ben", slug="ben", created_by=owner)


@pytest.fixture
def guest(client, uploader, anna):
    """A browser of an uploader who is invited to Anna."""
    anna.uploaders.add(uploader)
    client.force_login(uploader)
    return client


def said(album, **changes):
    return {"title": album.title, "slug": album.slug, "state": album.state} | changes


def save(studio, album, **changes):
    return studio.post(f"/studio/albums/{album.slug}/settings/", said(album, **changes))


def test_what_is_saved_stands_there_again(studio, anna, uploader):
    changes = {"title": LONG, "description": "Käse", "happened_on": "2026-06-20"}
    reply = save(studio, anna, state="published", uploaders=[uploader.pk], **changes)
    assert reply.url == PAGE
    anna.refresh_from_db()
    assert (anna.title, anna.description, anna.state) == (LONG, "Käse", "published")
    assert anna.happened_on.isoformat() == "2026-06-20"
    assert list(anna.uploaders.all()) == [uploader]
    page = studio.get(PAGE).content.decode()
    assert "mit Öl &amp; Käse &lt;b&gt;" in page
    assert 'value="2026-06-20"' in page


def test_a_date_is_understood_as_germans_write_it(studio, anna):
    studio.cookies["django_language"] = "de"
    assert save(studio, anna, happened_on="20.06.2026").status_code == 302
    anna.refresh_from_db()
    assert anna.happened_on.isoformat() == "2026-06-20"
    assert 'value="2026-06-20"' in studio.get(PAGE).content.decode()


def test_what_was_typed_is_kept_and_the_page_still_speaks_of_the_album_as_it_is(studio, anna):
    page = save(studio, anna, title="Else", slug="Ö!", description="Typed").content.decode()
    assert "Use only the letters a–z, digits and hyphens." in page
    assert 'value="Else"' in page
    assert "\nTyped</textarea>" in page
    assert "<title>Anna</title>" in page
    assert 'href="/studio/albums/anna/"' in page


def test_an_old_address_leads_to_the_new_one_with_all_that_was_asked(studio, anna):
    assert save(studio, anna, slug="Anna-2").url == "/studio/albums/anna-2/settings/"
    reply = studio.get("/studio/albums/anna/?at=1&x=%C3%B6&x=2")
    assert (reply.status_code, reply.url) == (302, "/studio/albums/anna-2/?at=1&x=%C3%B6&x=2")
    assert studio.get(PAGE).url == "/studio/albums/anna-2/settings/"


def test_an_address_of_its_own_is_taken_back(studio, anna):
    save(studio, anna, slug="anna-2")
    anna.refresh_from_db()
    save(studio, anna, slug="anna")
    assert list(FormerSlug.objects.values_list("slug", flat=True)) == ["anna-2"]
    assert studio.get("/studio/albums/anna-2/").url == "/studio/albums/anna/"


def test_an_address_of_another_album_is_refused_even_a_former_one_or_one_in_the_trash(
    studio, anna, ben
):
    save(studio, ben, slug="ben-2")
    Album.objects.filter(pk=ben.pk).update(trashed_at=timezone.now())
    for slug in ("ben", "ben-2", "BEN"):
        assert "is or was used by another album" in save(studio, anna, slug=slug).content.decode()
    anna.refresh_from_db()
    assert anna.slug == "anna"


def test_words_of_our_own_are_no_addresses_of_albums(studio, anna):
    begun = {route.split("/")[2] for route in routes() if route.startswith("studio/albums/")}
    assert {word for word in begun if not word.startswith("<")} <= slugs.RESERVED
    for word in slugs.RESERVED:
        assert "This address is reserved" in save(studio, anna, slug=word).content.decode()
        assert slugs.find_free(word) == f"{word}-2"


def test_who_was_slower_with_an_address_is_told(anna, ben):
    """Both have looked, and found it free, before either of them writes."""
    form = AlbumSettingsForm(said(anna, slug="wanted", title="Mine"), instance=anna)
    assert form.is_valid()
    slugs.save_at(ben, "wanted")
    assert not form.save_if_free()
    assert "is or was used by another album" in form.errors["slug"][0]
    kept = Album.objects.get(pk=anna.pk)
    assert (kept.slug, kept.title, FormerSlug.objects.count()) == ("anna", "Anna", 1)


def test_four_who_want_the_same_addresses_at_once_get_one_each(house, say):
    """Whatever anybody wins, no address leads to two albums, and none is lost."""
    code = "from albums.settings.tests import concurrent_slugs; concurrent_slugs.race(4, 12)"
    found = json.loads(house.python(code))
    say(found)
    assert found["ends"] == [0] * 4
    assert found["albums"] == 4 * 12
    assert found["won"] == 12
    assert found["addresses"] == found["albums"] + found["former"]


def test_an_address_that_became_a_former_one_meanwhile_is_not_taken(anna, ben):
    """Nobody saw it in the list of addresses, and it is in none of the unique fields of albums."""
    slugs.save_at(anna, "anna-2")
    with pytest.raises(slugs.SlugTaken):
        slugs.save_at(ben, "anna")
    assert Album.objects.get(pk=ben.pk).slug == "ben"


def test_what_the_form_does_not_ask_is_not_changed(studio, anna, uploader):
    more = {"created_by": str(uploader.pk), "epoch": "9", "trashed_at": "2026-01-01 00:00"}
    assert save(studio, anna, **more, order="manual", id="x").status_code == 302
    kept = Album.objects.get(pk=anna.pk)
    assert (kept.epoch, kept.trashed_at, kept.order) == (0, None, "taken")
    assert kept.created_by == anna.created_by


def test_a_page_that_was_turned_meanwhile_stays_turned(anna):
    """Saving writes what was asked, and not the rest of the row as it was read."""
    form = AlbumSettingsForm(said(anna, title="Ben"), instance=anna)
    assert form.is_valid()
    anna.bump_epoch()
    assert form.save_if_free()
    kept = Album.objects.get(pk=anna.pk)
    assert (kept.title, kept.epoch) == ("Ben", 1)


@pytest.mark.parametrize("page", ["settings/", "settings/invite/", "delete/", "unarchive/"])
def test_to_an_uploader_the_settings_do_not_exist(guest, anna, page):
    url = f"/studio/albums/anna/{page}"
    sent = said(anna, title="Mine", state="published", epoch="7", label="x")
    assert {guest.get(url).status_code, guest.post(url, sent).status_code} <= {404, 405}
    kept = Album.objects.get(pk=anna.pk)
    assert (kept.title, kept.state, kept.epoch, kept.trashed_at) == ("Anna", "draft", 0, None)
    assert not Invitation.objects.exists()
    assert "Settings" not in guest.get("/studio/albums/anna/").content.decode()


def test_nothing_is_saved_without_the_token_of_the_form(owner, anna):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    assert save(client, anna, title="Ben").status_code == 403
    assert client.post("/studio/albums/anna/delete/").status_code == 403
    assert Album.objects.get(pk=anna.pk).title == "Anna"


def test_what_is_archived_says_so_takes_nothing_and_comes_back_as_a_draft(studio, anna):
    save(studio, anna, state="archived")
    for page in ("", "settings/"):
        shown = studio.get(f"/studio/albums/anna/{page}").content.decode()
        assert "This album is archived" in shown
    reply = studio.post("/studio/albums/anna/unarchive/", follow=True)
    assert "The album is a draft again." in reply.content.decode()
    assert Album.objects.get(pk=anna.pk).state == "draft"
    assert "This album is archived" not in studio.get("/studio/albums/anna/").content.decode()


def test_restoring_twice_takes_back_nothing_that_was_said_since(studio, anna):
    save(studio, anna, state="published")
    studio.post("/studio/albums/anna/unarchive/")
    assert Album.objects.get(pk=anna.pk).state == "published"


def test_the_point_of_a_cover_is_kept_within_the_picture(studio, anna):
    (one,) = add_photos(anna, "one")
    Album.objects.filter(pk=anna.pk).update(cover=one.picture)
    save(studio, anna, cover_x="20", cover_y="80")
    anna.refresh_from_db()
    assert (anna.cover_x, anna.cover_y) == (20, 80)
    assert "#focal{--x:20%;--y:80%}" in studio.get(PAGE).content.decode()
    for x in ("101", "-1", "1}*{display:none", ""):
        page = save(studio, anna, cover_x=x, cover_y="80").content.decode()
        assert "errorlist" in page
        assert "--x:20%;--y:80%" in page
    anna.refresh_from_db()
    assert (anna.cover_x, anna.cover_y) == (20, 80)


def test_a_first_picture_becomes_the_cover_when_a_point_is_set_on_it(studio, anna):
    one, _ = add_photos(anna, "one", "two")
    save(studio, anna, cover_x="50", cover_y="50")
    anna.refresh_from_db()
    assert anna.cover is None
    save(studio, anna, cover_x="10", cover_y="50")
    anna.refresh_from_db()
    assert (anna.cover, anna.cover_x) == (one.picture, 10)


def test_the_page_costs_the_same_for_a_few_and_for_many(studio, anna, uploader):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert studio.get(PAGE).status_code == 200
        return len(queries)

    add_photos(anna, "one", "two")
    before = asked()
    add_photos(anna, *(f"further {number}" for number in range(20)))
    User.objects.bulk_create(User(email=f"{number}@x.org") for number in range(20))
    assert asked() == before
