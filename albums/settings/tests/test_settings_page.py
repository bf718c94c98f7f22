import json
import re

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
LONG_TITLE = ("Donaudampfschifffahrtsgesellschaft mit Öl & Käse <b> " * 4)[:180].strip()


@pytest.fixture
def anna(owner):
    return Album.objects.create(title="Anna", slug="anna", created_by=owner)


@pytest.fixture
def ben(owner):
    return Album.objects.create(title="Ben", slug="ben", created_by=owner)


@pytest.fixture
def uploader_client(client, uploader, anna):
    """Return a client that is signed in as an uploader of the album."""
    anna.uploaders.add(uploader)
    client.force_login(uploader)
    return client


def form_data(album, **changes):
    return {"title": album.title, "slug": album.slug, "state": album.state} | changes


def save(owner_client, album, **changes):
    return owner_client.post(f"/studio/albums/{album.slug}/settings/", form_data(album, **changes))


def test_saved_settings_are_shown_again(owner_client, anna, uploader):
    changes = {"title": LONG_TITLE, "description": "Käse", "happened_on": "2026-06-20"}
    response = save(owner_client, anna, state="published", uploaders=[uploader.pk], **changes)
    assert response.url == PAGE
    anna.refresh_from_db()
    assert (anna.title, anna.description, anna.state) == (LONG_TITLE, "Käse", "published")
    assert anna.happened_on.isoformat() == "2026-06-20"
    assert list(anna.uploaders.all()) == [uploader]
    page = owner_client.get(PAGE).content.decode()
    assert "mit Öl &amp; Käse &lt;b&gt;" in page
    assert 'value="2026-06-20"' in page


def test_date_is_accepted_in_german_format(owner_client, anna):
    owner_client.cookies["django_language"] = "de"
    assert save(owner_client, anna, happened_on="20.06.2026").status_code == 302
    anna.refresh_from_db()
    assert anna.happened_on.isoformat() == "2026-06-20"
    assert 'value="2026-06-20"' in owner_client.get(PAGE).content.decode()


def test_form_keeps_its_values_and_the_page_the_saved_title_when_a_field_is_invalid(
    owner_client, anna
):
    page = save(owner_client, anna, title="Else", slug="Ö!", description="Typed").content.decode()
    assert "Use only the letters a–z, digits and hyphens." in page
    assert 'value="Else"' in page
    assert "\nTyped</textarea>" in page
    assert "<title>Anna</title>" in page
    assert 'href="/studio/albums/anna/"' in page


def test_old_address_redirects_to_the_new_one_with_its_query(owner_client, anna):
    assert save(owner_client, anna, slug="Anna-2").url == "/studio/albums/anna-2/settings/"
    response = owner_client.get("/studio/albums/anna/?at=1&x=%C3%B6&x=2")
    assert (response.status_code, response.url) == (
        302,
        "/studio/albums/anna-2/?at=1&x=%C3%B6&x=2",
    )
    assert owner_client.get(PAGE).url == "/studio/albums/anna-2/settings/"


def test_album_can_use_its_former_address_again(owner_client, anna):
    save(owner_client, anna, slug="anna-2")
    anna.refresh_from_db()
    save(owner_client, anna, slug="anna")
    assert list(FormerSlug.objects.values_list("slug", flat=True)) == ["anna-2"]
    assert owner_client.get("/studio/albums/anna-2/").url == "/studio/albums/anna/"


def test_address_is_refused_when_another_album_uses_or_used_it(owner_client, anna, ben):
    save(owner_client, ben, slug="ben-2")
    Album.objects.filter(pk=ben.pk).update(trashed_at=timezone.now())
    for slug in ("ben", "ben-2", "BEN"):
        assert (
            "is or was used by another album"
            in save(owner_client, anna, slug=slug).content.decode()
        )
    anna.refresh_from_db()
    assert anna.slug == "anna"


def test_reserved_words_are_refused_as_addresses(owner_client, anna):
    begun = {route.split("/")[2] for route in routes() if route.startswith("studio/albums/")}
    assert {word for word in begun if not word.startswith("<")} <= slugs.RESERVED
    for word in slugs.RESERVED:
        assert "This address is reserved" in save(owner_client, anna, slug=word).content.decode()
        assert slugs.find_free(word) == f"{word}-2"


def test_error_is_shown_when_the_address_was_taken_after_validation(anna, ben):
    # Both forms find the address free before either of them saves.
    form = AlbumSettingsForm(form_data(anna, slug="wanted", title="Mine"), instance=anna)
    assert form.is_valid()
    slugs.save_at(ben, "wanted")
    assert not form.save_if_free()
    assert "is or was used by another album" in form.errors["slug"][0]
    saved = Album.objects.get(pk=anna.pk)
    assert (saved.slug, saved.title, FormerSlug.objects.count()) == ("anna", "Anna", 1)


def test_each_address_belongs_to_one_album_when_four_processes_want_it(
    installation, print_figures
):
    code = "from albums.settings.tests import concurrent_slugs; concurrent_slugs.race(4, 12)"
    result = json.loads(installation.python(code))
    print_figures(result)
    assert result["ends"] == [0] * 4
    assert result["albums"] == 4 * 12
    assert result["won"] == 12
    assert result["addresses"] == result["albums"] + result["former"]


def test_address_is_refused_when_it_became_a_former_one_after_validation(anna, ben):
    # A former address is in another table, so no unique constraint covers both.
    slugs.save_at(anna, "anna-2")
    with pytest.raises(slugs.SlugTaken):
        slugs.save_at(ben, "anna")
    assert Album.objects.get(pk=ben.pk).slug == "ben"


def test_fields_that_are_not_in_the_form_are_not_changed(owner_client, anna, uploader):
    more = {"created_by": str(uploader.pk), "epoch": "9", "trashed_at": "2026-01-01 00:00"}
    assert save(owner_client, anna, **more, order="manual", id="x").status_code == 302
    saved = Album.objects.get(pk=anna.pk)
    assert (saved.epoch, saved.trashed_at, saved.order) == (0, None, "taken")
    assert saved.created_by == anna.created_by


def test_epoch_is_kept_when_it_changed_after_validation(anna):
    """Saving writes what was count_queries, and not the rest of the row as it was read."""
    form = AlbumSettingsForm(form_data(anna, title="Ben"), instance=anna)
    assert form.is_valid()
    Album.objects.filter(pk=anna.pk).bump_epoch()
    assert form.save_if_free()
    saved = Album.objects.get(pk=anna.pk)
    assert (saved.title, saved.epoch) == ("Ben", 1)


@pytest.mark.parametrize("page", ["settings/", "settings/invite/", "delete/", "unarchive/"])
def test_settings_do_not_exist_for_uploaders(uploader_client, anna, page):
    url = f"/studio/albums/anna/{page}"
    sent = form_data(anna, title="Mine", state="published", epoch="7", label="x")
    assert {uploader_client.get(url).status_code, uploader_client.post(url, sent).status_code} <= {
        404,
        405,
    }
    saved = Album.objects.get(pk=anna.pk)
    assert (saved.title, saved.state, saved.epoch, saved.trashed_at) == ("Anna", "draft", 0, None)
    assert not Invitation.objects.exists()
    assert "Settings" not in uploader_client.get("/studio/albums/anna/").content.decode()


def test_nothing_is_saved_without_a_csrf_token(owner, anna):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    assert save(client, anna, title="Ben").status_code == 403
    assert client.post("/studio/albums/anna/delete/").status_code == 403
    assert Album.objects.get(pk=anna.pk).title == "Anna"


def test_archived_album_is_restored_as_a_draft(owner_client, anna):
    save(owner_client, anna, state="archived")
    for page in ("", "settings/"):
        shown = owner_client.get(f"/studio/albums/anna/{page}").content.decode()
        assert "This album is archived" in shown
    response = owner_client.post("/studio/albums/anna/unarchive/", follow=True)
    assert "The album is a draft again." in response.content.decode()
    assert Album.objects.get(pk=anna.pk).state == "draft"
    assert (
        "This album is archived" not in owner_client.get("/studio/albums/anna/").content.decode()
    )


def test_restoring_a_published_album_changes_nothing(owner_client, anna):
    save(owner_client, anna, state="published")
    owner_client.post("/studio/albums/anna/unarchive/")
    assert Album.objects.get(pk=anna.pk).state == "published"


def test_focal_point_outside_of_the_photo_is_refused(owner_client, anna):
    (one,) = add_photos(anna, "one")
    Album.objects.filter(pk=anna.pk).update(cover=one.picture)
    save(owner_client, anna, cover_x="20", cover_y="80")
    anna.refresh_from_db()
    assert (anna.cover_x, anna.cover_y) == (20, 80)
    assert "#focal{--x:20%;--y:80%}" in owner_client.get(PAGE).content.decode()
    for x in ("101", "-1", "1}*{display:none", ""):
        page = save(owner_client, anna, cover_x=x, cover_y="80").content.decode()
        assert "errorlist" in page
        assert "--x:20%;--y:80%" in page
    anna.refresh_from_db()
    assert (anna.cover_x, anna.cover_y) == (20, 80)


def test_first_photo_becomes_the_cover_when_its_focal_point_changes(owner_client, anna):
    one, _ = add_photos(anna, "one", "two")
    save(owner_client, anna, cover_x="50", cover_y="50")
    anna.refresh_from_db()
    assert anna.cover is None
    save(owner_client, anna, cover_x="10", cover_y="50")
    anna.refresh_from_db()
    assert (anna.cover, anna.cover_x) == (one.picture, 10)


def test_page_makes_as_many_queries_for_many_photos_as_for_two(owner_client, anna, uploader):
    def count_queries():
        with CaptureQueriesContext(connection) as queries:
            assert owner_client.get(PAGE).status_code == 200
        return len(queries)

    add_photos(anna, "one", "two")
    before = count_queries()
    add_photos(anna, *(f"further {number}" for number in range(20)))
    User.objects.bulk_create(User(email=f"{number}@x.org") for number in range(20))
    assert count_queries() == before


@pytest.mark.parametrize("changes", [{"state": "archived"}, {"state": "draft"}])
def test_the_next_step_of_a_card_leads_to_its_part_of_the_settings(owner_client, anna, changes):
    add_photos(anna, 1)
    Album.objects.filter(pk=anna.pk).update(**changes)
    library = owner_client.get("/studio/").content.decode()
    (part,) = re.findall(rf'href="{PAGE}#(\w+)"', library)
    assert f'<section id="{part}"' in owner_client.get(PAGE).content.decode()
