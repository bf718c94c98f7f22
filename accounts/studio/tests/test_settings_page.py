import io
import re
from datetime import UTC, datetime

import PIL.Image
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import Invitation
from accounts.studio.models import Studio, the_studio

pytestmark = [pytest.mark.django_db, pytest.mark.db]

FORM = {
    "name": "Atelier Anna",
    "accent": "sea",
    "time_zone": "Europe/Berlin",
    "language": "",
    "contact": "",
    "link_days": "30",
}


def picture(size=(1200, 800), kind="PNG", mode="RGBA", **options):
    output = io.BytesIO()
    PIL.Image.new(mode, size, "teal").save(output, kind, **options)
    return SimpleUploadedFile(f"logo.{kind.lower()}", output.getvalue())


def test_a_new_studio_has_sensible_defaults(owner_client):
    saved = the_studio()
    assert (saved.name, saved.accent, saved.link_days) == ("Client Pix", "rust", 90)
    assert saved.zone.key == "UTC"
    assert saved.may_download
    assert not saved.keeps_location
    assert not Studio.objects.exists()


def test_saved_settings_show_on_every_page(owner_client):
    assert owner_client.post("/studio/settings/", FORM).status_code == 302
    saved = the_studio()
    assert (saved.zone.key, saved.may_download) == ("Europe/Berlin", False)
    page = Client().get("/sign-in/").content.decode()
    assert "Atelier Anna" in page
    assert 'data-accent="sea"' in page


def test_there_is_one_studio_when_it_is_saved_twice(owner_client):
    for name in ("One", "Two"):
        owner_client.post("/studio/settings/", FORM | {"name": name})
    assert [row.name for row in Studio.objects.all()] == ["Two"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("accent", "red; } body { display: none"),
        ("time_zone", "Mars/Olympus"),
        ("contact", "no address"),
        ("link_days", "0"),
        ("link_days", "99999"),
        ("language", "xx"),
    ],
)
def test_an_invalid_value_shows_an_error_at_its_field(owner_client, field, value):
    response = owner_client.post("/studio/settings/", FORM | {field: value})
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not Studio.objects.exists()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_scaled_down_and_cached_forever(owner_client, kind):
    mode = "RGB" if kind == "JPEG" else "RGBA"
    owner_client.post("/studio/settings/", FORM | {"upload": picture(kind=kind, mode=mode)})
    digest = the_studio().logo_digest
    response = Client().get(f"/media/logo/{digest}.webp")
    assert response["Content-Type"] == "image/webp"
    assert "immutable" in response["Cache-Control"]
    image = PIL.Image.open(io.BytesIO(response.content))
    assert (image.format, image.size) == ("WEBP", (360, 240))


def test_the_metadata_of_a_logo_is_removed(owner_client):
    exif = PIL.Image.Exif()
    exif[0x010E] = "where I live"
    upload = picture(kind="JPEG", mode="RGB", exif=exif)
    assert b"where I live" in upload.read()
    upload.seek(0)
    owner_client.post("/studio/settings/", FORM | {"upload": upload})
    assert b"where I live" not in bytes(Studio.objects.get().logo)


@pytest.mark.parametrize(
    "upload",
    [
        SimpleUploadedFile("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        SimpleUploadedFile("logo.png", b"\x89PNG\r\n\x1a\n broken"),
        SimpleUploadedFile("logo.png", b"x" * (4 * 1024 * 1024 + 1)),
        picture(kind="GIF", mode="P"),
    ],
    ids=["svg", "broken", "large", "gif"],
)
def test_an_error_is_shown_when_a_file_is_not_a_logo(owner_client, upload):
    upload.seek(0)
    response = owner_client.post("/studio/settings/", FORM | {"upload": upload})
    assert response.context["form"].errors["upload"]
    assert not Studio.objects.exists()


def test_a_huge_image_is_refused_before_it_is_decoded(owner_client):
    flood = picture((9000, 9000), mode="1")
    response = owner_client.post("/studio/settings/", FORM | {"upload": flood})
    assert response.context["form"].errors["upload"]


def test_a_logo_can_be_removed(owner_client):
    owner_client.post("/studio/settings/", FORM | {"upload": picture()})
    digest = the_studio().logo_digest
    owner_client.post("/studio/settings/", FORM | {"removes_logo": "on"})
    assert Client().get(f"/media/logo/{digest}.webp").status_code == 404


@pytest.mark.parametrize(
    ("theme", "shown"), [("dark", "dark"), ("light", "light"), ("auto", ""), ("<script>", "")]
)
def test_the_theme_is_remembered_in_the_browser(client, owner, theme, shown):
    response = client.post("/look/", {"theme": theme, "next": "/sign-in/"})
    assert response.url == "/sign-in/"
    page = client.get("/sign-in/").content.decode()
    assert f'data-theme="{shown}"' in page


def test_choosing_a_theme_does_not_redirect_to_another_site(client, owner):
    assert client.post("/look/", {"theme": "dark", "next": "//evil.example"}).url == "/"


def test_the_language_comes_from_the_browser_until_it_is_chosen(client, owner):
    german = client.get("/sign-in/", headers={"Accept-Language": "de-AT,de;q=0.9"})
    assert 'lang="de"' in german.content.decode()
    client.post("/i18n/setlang/", {"language": "de", "next": "/sign-in/"})
    assert 'lang="de"' in client.get("/sign-in/").content.decode()


def test_pages_show_times_in_the_time_zone_of_the_studio(owner_client, owner):
    invitation = Invitation.objects.invite(owner, label="Uwe")
    invitation.expires_at = datetime(2026, 12, 24, 20, 0, tzinfo=UTC)
    Invitation.objects.update(expires_at=invitation.expires_at)
    shown = []
    for zone in ("Europe/Berlin", "America/New_York"):
        owner_client.post("/studio/settings/", FORM | {"time_zone": zone})
        shown.append(
            re.search(r"once, until (.*?)<", owner_client.get("/studio/team/").content.decode())[1]
        )
    assert shown == ["Dec. 24, 2026, 9 p.m. CET", "Dec. 24, 2026, 3 p.m. EST"]
    assert timezone.get_current_timezone_name() == "UTC", "the next request must not inherit it"
