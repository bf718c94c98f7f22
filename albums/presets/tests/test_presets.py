import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from albums.models import Album, Preset, Section

pytestmark = pytest.mark.django_db

LIST = "/studio/presets/"
NEW = "/studio/presets/new/"
WEDDING = {"name": "Wedding", "order": "name", "sections": "Church\r\n Party \n\nChurch\nÖl & <b>"}
TITLES = ["Church", "Party", "Öl & <b>"]


@pytest.fixture
def wedding(uploader):
    preset = Preset.objects.create(
        name="Wedding", order="name", description="Words", sections=["Church", "Party"]
    )
    preset.uploaders.add(uploader)
    return preset


def sections(album):
    return list(album.sections.in_order().values_list("title", flat=True))


def get_text(response):
    return response.content.decode()


def test_sections_of_a_preset_keep_their_order_without_duplicates(owner_client, uploader):
    response = owner_client.post(NEW, WEDDING | {"uploaders": [uploader.pk]})
    assert response.url == LIST
    preset = Preset.objects.get()
    assert (preset.sections, preset.order, list(preset.uploaders.all())) == (
        TITLES,
        "name",
        [uploader],
    )
    assert "Church · Party · Öl &amp; &lt;b&gt;" in get_text(owner_client.get(LIST))
    assert "Church\nParty\nÖl &amp; &lt;b&gt;</textarea>" in get_text(
        owner_client.get(f"{LIST}{preset.pk}/")
    )


def test_albums_do_not_change_when_their_preset_is_changed_or_deleted(owner_client, wedding):
    owner_client.post("/studio/albums/new/", {"title": "Anna", "preset": wedding.pk})
    owner_client.post(f"{LIST}{wedding.pk}/", WEDDING | {"name": "Portrait", "sections": "One"})
    wedding.refresh_from_db()
    assert (wedding.name, wedding.sections, wedding.uploaders.count()) == ("Portrait", ["One"], 0)
    assert owner_client.get(f"{LIST}{wedding.pk}/remove/").status_code == 405
    owner_client.post(f"{LIST}{wedding.pk}/remove/")
    assert not Preset.objects.exists()
    assert sections(Album.objects.get()) == ["Church", "Party"]


def test_form_keeps_its_values_when_the_name_is_taken(owner_client, wedding):
    page = get_text(owner_client.post(NEW, WEDDING | {"description": "Typed"}))
    assert "A preset with this name already exists." in page
    assert "\nTyped</textarea>" in page
    assert "Church\n Party" in page.replace("\r", "")
    assert Preset.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("sections", "x" * 201, "A title can have up to 200 characters."),
        ("sections", "\n".join(map(str, range(101))), "You can add up to 100 sections."),
        ("sections", "a\0b", "Null characters are not allowed."),
        ("name", "", "required"),
        ("order", "sideways", "sideways is not one of the available choices."),
    ],
)
def test_error_is_shown_when_a_field_is_invalid(owner_client, field, value, sentence):
    assert sentence in get_text(owner_client.post(NEW, WEDDING | {field: value}))
    assert not Preset.objects.exists()


def test_wedding_is_suggested_when_there_is_no_preset(owner_client):
    link = f"{NEW}?like=wedding"
    assert link in get_text(owner_client.get(LIST))
    assert link in get_text(owner_client.get("/studio/albums/new/"))
    page = get_text(owner_client.get(link))
    assert 'value="Wedding"' in page
    assert "Getting ready\nCeremony" in page
    assert not Preset.objects.exists()
    owner_client.post(link, WEDDING)
    assert link not in get_text(owner_client.get(LIST))
    assert link not in get_text(owner_client.get("/studio/albums/new/"))


def test_form_is_filled_from_an_album(owner_client, owner, uploader):
    album = Album.objects.create(
        title="Anna", slug="anna", created_by=owner, order="manual", description="Words"
    )
    for key, title in (("b", "Party"), ("a", "Church")):
        Section.objects.create(album=album, title=title, order_key=key)
    album.uploaders.add(uploader)
    link = f"{NEW}?album=anna"
    assert link in get_text(owner_client.get("/studio/albums/anna/settings/"))
    form = owner_client.get(link).context["form"]
    assert form["sections"].value() == "Church\nParty"
    assert form["order"].value() == "manual"
    assert form["description"].value() == "Words"
    assert str(uploader.pk) in get_text(owner_client.get(link))
    assert "checked" in str(form["uploaders"])
    assert not Preset.objects.exists()


def test_new_album_gets_the_values_of_its_preset(owner_client, owner, uploader, wedding):
    gone = User.objects.create_user("gone@x.org", is_active=False)
    wedding.uploaders.add(gone)
    data = {"title": "Anna & Ben", "happened_on": "2026-06-20", "preset": wedding.pk}
    assert owner_client.post("/studio/albums/new/", data).url == "/studio/albums/anna-ben/"
    album = Album.objects.get()
    assert sections(album) == ["Church", "Party"]
    assert (album.order, album.description, album.created_by) == ("name", "Words", owner)
    assert list(album.uploaders.all()) == [uploader]
    assert album.state == "draft"


def test_later_sections_follow_those_of_the_preset(owner_client, wedding):
    from albums.tests.factories.shots import add_shot

    owner_client.post("/studio/albums/new/", {"title": "Anna", "preset": wedding.pk})
    album = Album.objects.get()
    add_shot(album, "a.jpg", section="Party")
    add_shot(album, "b.jpg", section="Later")
    assert sections(album) == ["Church", "Party", "Later"]


def test_new_album_needs_only_a_title(owner_client, wedding):
    page = get_text(owner_client.get("/studio/albums/new/"))
    assert "Church · Party" in page
    assert owner_client.post("/studio/albums/new/", {"title": "Anna"}).status_code == 302
    assert sections(Album.objects.get()) == []


def test_new_album_form_keeps_its_values_when_the_preset_is_invalid(owner_client, wedding):
    page = get_text(owner_client.post("/studio/albums/new/", {"title": "Anna", "preset": "x"}))
    assert 'value="Anna"' in page
    assert not Album.objects.exists()


def test_new_album_ignores_fields_that_are_not_in_the_form(owner_client, uploader, owner):
    more = {"created_by": str(uploader.pk), "slug": "mine", "epoch": 5, "state": "published"}
    owner_client.post("/studio/albums/new/", {"title": "Anna"} | more)
    album = Album.objects.get()
    assert (album.slug, album.epoch, album.state, album.created_by) == ("anna", 0, "draft", owner)


def test_presets_do_not_exist_for_uploaders(client, uploader, wedding):
    client.force_login(uploader)
    for page in (LIST, NEW, f"{LIST}{wedding.pk}/", f"{LIST}{wedding.pk}/remove/"):
        assert client.post(page, WEDDING).status_code in {404, 405}
        assert client.get(page).status_code == 404
    assert client.post("/studio/albums/new/", {"title": "x"}).status_code == 404
    assert Preset.objects.get().name == "Wedding"


def test_presets_cannot_be_changed_without_a_csrf_token(owner, wedding):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    for page in (NEW, f"{LIST}{wedding.pk}/", f"{LIST}{wedding.pk}/remove/"):
        assert client.post(page, WEDDING).status_code == 403
    assert Preset.objects.count() == 1


def test_list_makes_as_many_queries_for_eleven_presets_as_for_one(owner_client, wedding):
    def count_queries():
        with CaptureQueriesContext(connection) as queries:
            owner_client.get(LIST)
        return len(queries)

    before = count_queries()
    for number in range(10):
        Preset.objects.create(name=f"{number}").uploaders.set(wedding.uploaders.all())
    assert count_queries() == before
