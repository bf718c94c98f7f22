import pytest
from django.utils import timezone
from model_bakery import baker

from albums.models import Album, FormerSlug, Placement
from albums.tests.factories.folders import create_card, import_photos, list_names
from assets.models import Version

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    return create_card(tmp_path / "card", 1)


def test_an_owner_creates_a_missing_album(folder, owner):
    assert import_photos(folder, album="  Anna & Ben  ").exit_code == 0
    album = Album.objects.get()
    assert (album.title, album.slug, album.created_by) == ("Anna & Ben", "anna-ben", owner)
    assert album.state == Album.State.DRAFT
    assert Version.objects.get().uploader == owner


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize(("title", "slug"), [("写真", "album"), ("x" * 200, "x" * 74)])
def test_every_title_gets_a_slug(folder, title, slug):
    assert import_photos(folder, album=title).exit_code == 0
    assert Album.objects.get().slug == slug


def test_a_new_album_avoids_current_and_former_slugs(folder, owner):
    other = Album.objects.create(title="Other", slug="anna", created_by=owner)
    FormerSlug.objects.create(album=other, slug="anna-2")
    assert import_photos(folder, album="Anna!").exit_code == 0
    assert Album.objects.get(title="Anna!").slug == "anna-3"


@pytest.mark.parametrize("title_or_slug", ["Anna and Ben", "wedding-2026"])
def test_an_album_is_found_by_title_or_slug(folder, owner, title_or_slug):
    Album.objects.create(title="Anna and Ben", slug="wedding-2026", created_by=owner)
    assert import_photos(folder, album=title_or_slug).exit_code == 0
    assert list_names("Anna and Ben") == ["IMG_1.jpg"]
    assert Album.objects.count() == 1


def test_a_title_wins_over_a_slug(folder, owner):
    Album.objects.create(title="Other", slug="anna", created_by=owner)
    Album.objects.create(title="anna", slug="second", created_by=owner)
    import_photos(folder, album="anna")
    assert Placement.objects.get().album.slug == "second"


def test_an_ambiguous_title_is_refused(folder, owner):
    for slug in ("one", "two"):
        Album.objects.create(title="Anna", slug=slug, created_by=owner)
    result = import_photos(folder)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == ("Several albums are called Anna. Use an address instead: two, one.\n")
    assert import_photos(folder, album="one").exit_code == 0
    assert Placement.objects.get().album.slug == "one"


@pytest.mark.parametrize("title_or_slug", ["Anna", "anna-1"])
def test_a_trashed_album_is_refused(folder, owner, title_or_slug):
    trashed = {"created_by": owner, "trashed_at": timezone.now()}
    Album.objects.create(title="Anna", slug="anna-1", **trashed)
    result = import_photos(folder, album=title_or_slug)
    assert result.exit_code == 1
    assert result.stderr == (
        f"The album {title_or_slug} is in the trash. Restore it first, or use another title.\n"
    )
    assert Album.objects.count() == 1


def test_an_album_is_found_when_a_trashed_one_has_the_same_title(folder, owner):
    Album.objects.create(title="Anna", slug="a", created_by=owner, trashed_at=timezone.now())
    Album.objects.create(title="Anna", slug="b", created_by=owner)
    assert import_photos(folder).exit_code == 0
    assert Placement.objects.get().album.slug == "b"


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize(
    ("title", "message"),
    [
        ("", "An album title needs 1 to 200 characters."),
        ("   ", "An album title needs 1 to 200 characters."),
        ("x" * 201, "An album title needs 1 to 200 characters."),
        ("a\nb", "The album title contains invalid characters."),
        ("caf\udce9", "The album title contains invalid characters."),
    ],
)
def test_an_invalid_title_is_refused(folder, title, message):
    assert import_photos(folder, album=title) == (1, "", f"{message}\n")
    assert not Album.objects.exists()


def test_the_first_owner_imports_when_no_user_is_named(folder):
    baker.make("accounts.User", email="gone@example.org", role="owner", is_active=False)
    first = baker.make("accounts.User", email="first@example.org", role="owner")
    baker.make("accounts.User", email="second@example.org", role="owner")
    import_photos(folder)
    assert Version.objects.get().uploader == first


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("email", ["second@example.org", "Second@Example.ORG"])
def test_another_owner_imports_when_named(folder, email):
    second = baker.make("accounts.User", email="second@example.org", role="owner")
    assert import_photos(folder, owner=email).exit_code == 0
    assert Version.objects.get().uploader == Album.objects.get().created_by == second


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("email", ["nobody@example.org", "disabled@example.org", "no address"])
def test_an_unknown_or_disabled_user_is_refused(folder, email):
    baker.make("accounts.User", email="disabled@example.org", role="owner", is_active=False)
    assert import_photos(folder, owner=email) == (
        *(1, "", f"No active user has the email address {email}.\n"),
    )


def test_an_invited_uploader_imports(folder, owner, uploader):
    album = Album.objects.create(title="Anna", slug="anna", created_by=owner)
    album.uploaders.add(uploader)
    assert import_photos(folder, owner=uploader.email).exit_code == 0
    assert Version.objects.get().uploader == uploader


@pytest.mark.parametrize("exists", [True, False])
def test_an_uploader_who_is_not_invited_learns_nothing(folder, owner, uploader, exists):
    if exists:
        Album.objects.create(title="Anna", slug="anna", created_by=owner)
    before = Album.objects.count()
    assert import_photos(folder, owner=uploader.email) == (
        *(1, "", "uploader@example.org isn't invited to an album called Anna.\n"),
    )
    assert (Album.objects.count(), Placement.objects.count()) == (before, 0)


def test_the_error_explains_how_to_create_an_owner_when_there_is_none(folder):
    result = import_photos(folder)
    assert result.exit_code == 1
    assert result.stderr.startswith("There's no owner yet. Start Client Pix and create the owner")


@pytest.mark.usefixtures("owner")
def test_the_data_folder_is_refused_as_source(folder, settings, tmp_path):
    settings.DATA = tmp_path / "data"
    inside = create_card(settings.DATA / "elsewhere", 1)
    link = tmp_path / "link"
    link.symlink_to(settings.DATA)
    for path in (settings.DATA, inside, inside / "IMG_1.jpg", link):
        result = import_photos(folder, path)
        assert result == (
            *(1, "", f"{path} is in the data folder. Its photos are already in Client Pix.\n"),
        )
    assert import_photos(settings.PHOTOS.parent).exit_code == 0
    assert list_names() == ["IMG_1.jpg"]


@pytest.mark.usefixtures("owner")
def test_a_missing_path_is_refused_before_anything_is_imported(folder, tmp_path):
    missing = tmp_path / "a\nb"
    result = import_photos(folder, missing)
    assert result == (1, "", f"{tmp_path}/a\\nb: No such file or directory.\n")
    assert not Album.objects.exists()
