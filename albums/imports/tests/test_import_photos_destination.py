import pytest
from django.utils import timezone
from model_bakery import baker

from albums.models import Album, FormerSlug, Placement
from albums.tests.factories.folders import card, import_photos, lying
from assets.models import Version

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    return card(tmp_path / "card", 1)


def test_a_missing_album_is_made_for_the_owner(folder, owner):
    assert import_photos(folder, album="  Anna & Ben  ").code == 0
    album = Album.objects.get()
    assert (album.title, album.slug, album.created_by) == ("Anna & Ben", "anna-ben", owner)
    assert album.state == Album.State.DRAFT
    assert Version.objects.get().uploader == owner


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize(("title", "slug"), [("写真", "album"), ("x" * 200, "x" * 74)])
def test_any_title_has_an_address(folder, title, slug):
    assert import_photos(folder, album=title).code == 0
    assert Album.objects.get().slug == slug


def test_a_new_album_takes_no_address_that_leads_or_led_elsewhere(folder, owner):
    other = Album.objects.create(title="Other", slug="anna", created_by=owner)
    FormerSlug.objects.create(album=other, slug="anna-2")
    assert import_photos(folder, album="Anna!").code == 0
    assert Album.objects.get(title="Anna!").slug == "anna-3"


@pytest.mark.parametrize("named", ["Anna and Ben", "wedding-2026"])
def test_an_album_is_found_by_its_title_and_by_its_address(folder, owner, named):
    Album.objects.create(title="Anna and Ben", slug="wedding-2026", created_by=owner)
    assert import_photos(folder, album=named).code == 0
    assert lying("Anna and Ben") == ["IMG_1.jpg"]
    assert Album.objects.count() == 1


def test_a_title_counts_before_an_address(folder, owner):
    Album.objects.create(title="Other", slug="anna", created_by=owner)
    Album.objects.create(title="anna", slug="second", created_by=owner)
    import_photos(folder, album="anna")
    assert Placement.objects.get().album.slug == "second"


def test_a_title_that_several_albums_have_is_not_guessed(folder, owner):
    for slug in ("one", "two"):
        Album.objects.create(title="Anna", slug=slug, created_by=owner)
    said = import_photos(folder)
    assert (said.code, said.out) == (1, "")
    assert said.err == ("Several albums are called Anna. Name one by its address: two, one.\n")
    assert import_photos(folder, album="one").code == 0
    assert Placement.objects.get().album.slug == "one"


@pytest.mark.parametrize("named", ["Anna", "anna-1"])
def test_an_album_in_the_trash_is_left_there(folder, owner, named):
    trashed = {"created_by": owner, "trashed_at": timezone.now()}
    Album.objects.create(title="Anna", slug="anna-1", **trashed)
    said = import_photos(folder, album=named)
    assert said.code == 1
    assert said.err == (
        f"The album {named} is in the trash. Take it out first, or give another title.\n"
    )
    assert Album.objects.count() == 1


def test_an_album_beside_one_in_the_trash_is_found(folder, owner):
    Album.objects.create(title="Anna", slug="a", created_by=owner, trashed_at=timezone.now())
    Album.objects.create(title="Anna", slug="b", created_by=owner)
    assert import_photos(folder).code == 0
    assert Placement.objects.get().album.slug == "b"


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("", "A title has 1 to 200 characters."),
        ("   ", "A title has 1 to 200 characters."),
        ("x" * 201, "A title has 1 to 200 characters."),
        ("a\nb", "The title holds characters that are no text."),
        ("caf\udce9", "The title holds characters that are no text."),
    ],
)
def test_a_title_that_is_none_is_refused(folder, title, sentence):
    assert import_photos(folder, album=title) == (1, "", f"{sentence}\n")
    assert not Album.objects.exists()


def test_the_first_owner_brings_if_nobody_is_named(folder):
    baker.make("accounts.User", email="gone@example.org", role="owner", is_active=False)
    first = baker.make("accounts.User", email="first@example.org", role="owner")
    baker.make("accounts.User", email="second@example.org", role="owner")
    import_photos(folder)
    assert Version.objects.get().uploader == first


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("email", ["second@example.org", "Second@Example.ORG"])
def test_another_owner_may_be_named(folder, email):
    second = baker.make("accounts.User", email="second@example.org", role="owner")
    assert import_photos(folder, owner=email).code == 0
    assert Version.objects.get().uploader == Album.objects.get().created_by == second


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("email", ["nobody@example.org", "disabled@example.org", "no address"])
def test_a_stranger_brings_nothing(folder, email):
    baker.make("accounts.User", email="disabled@example.org", role="owner", is_active=False)
    assert import_photos(folder, owner=email) == (
        *(1, "", f"Nobody who may bring pictures works here under {email}.\n"),
    )


def test_who_is_invited_brings(folder, owner, uploader):
    album = Album.objects.create(title="Anna", slug="anna", created_by=owner)
    album.uploaders.add(uploader)
    assert import_photos(folder, owner=uploader.email).code == 0
    assert Version.objects.get().uploader == uploader


@pytest.mark.parametrize("is_there", [True, False])
def test_who_is_not_invited_brings_nothing_and_learns_nothing(folder, owner, uploader, is_there):
    if is_there:
        Album.objects.create(title="Anna", slug="anna", created_by=owner)
    before = Album.objects.count()
    assert import_photos(folder, owner=uploader.email) == (
        *(1, "", "uploader@example.org is invited to no album Anna.\n"),
    )
    assert (Album.objects.count(), Placement.objects.count()) == (before, 0)


def test_without_an_owner_it_is_said_how_to_make_one(folder):
    said = import_photos(folder)
    assert said.code == 1
    assert said.err.startswith("There is no owner yet. Start Client Pix and set up the first one")


@pytest.mark.usefixtures("owner")
def test_the_data_folder_is_no_source(folder, settings, tmp_path):
    settings.DATA = tmp_path / "data"
    inside = card(settings.DATA / "elsewhere", 1)
    link = tmp_path / "link"
    link.symlink_to(settings.DATA)
    for path in (settings.DATA, inside, inside / "IMG_1.jpg", link):
        said = import_photos(folder, path)
        assert said == (
            *(1, "", f"{path} lies in the data folder, whose pictures are here already.\n"),
        )
    assert import_photos(settings.PHOTOS.parent).code == 0
    assert lying() == ["IMG_1.jpg"]


@pytest.mark.usefixtures("owner")
def test_a_path_that_is_not_there_stops_all_before_it_begins(folder, tmp_path):
    missing = tmp_path / "a\nb"
    said = import_photos(folder, missing)
    assert said == (1, "", f"{tmp_path}/a\\nb: No such file or directory.\n")
    assert not Album.objects.exists()
