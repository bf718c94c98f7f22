import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import doors
from assets.delivery import signing
from assets.models import Asset, Finding, Metadata, Picture, Rendition, Verification, Version

pytestmark = pytest.mark.django_db


@pytest.fixture
def photo(owner):
    """A picture of one file, with a small rendition."""

    def made(name="a.jpg", **fields):
        sha256 = uuid.uuid4().hex * 2
        fields = {"kind": "photo", "extension": "jpg", "size": 2048, "crc32": 1, **fields}
        asset = Asset.objects.create(sha256=sha256, **fields)
        Rendition.objects.create(
            asset=asset, kind="small", recipe="r1", extension="webp", size=1, crc32=1
        )
        picture = Picture.objects.create()
        return Version.objects.create(
            picture=picture, asset=asset, name=name, stem="a", leads=True, uploader=owner
        )

    return made


def page(studio, name, query=""):
    return studio.get(f"/admin/assets/{name}/{query}").content.decode()


@pytest.mark.parametrize("name", ["asset", "picture"])
def test_small_pictures_are_sent_to_who_looks_and_to_nobody_else(studio, owner, photo, name):
    asset = photo().asset
    (link,) = re.findall(r'<img src="(/media/[^"]+)"', page(studio, name))
    found, _signature = signing.parse_url(
        "small", asset.sha256, link.replace("&amp;", "&")[78:], "x"
    )
    assert f"/media/small/{asset.sha256}?" in link
    assert found.door == doors.for_user(owner)


def test_what_has_no_rendition_yet_shows_none(studio, photo):
    photo()
    Rendition.objects.all().delete()
    assert "/media/" not in page(studio, "asset")


@pytest.mark.parametrize("name", ["asset", "picture", "version"])
def test_a_file_is_found_by_its_name_and_by_its_hash(studio, photo, name):
    wanted, other = photo("wedding-17.jpg"), photo("other.jpg")
    for words in ("wedding-17", wanted.asset.sha256[:16]):
        shown = page(studio, name, f"?q={words}")
        row = {"asset": "asset_id", "picture": "picture_id", "version": "pk"}[name]
        assert str(getattr(wanted, row)) in shown
        assert str(getattr(other, row)) not in shown


def test_what_is_lost_can_be_picked_out(studio, photo):
    lost, whole = photo().asset, photo().asset
    Asset.objects.filter(pk=lost.pk).update(lost_at=timezone.now())
    shown = page(studio, "asset", "?condition=lost")
    assert str(lost.pk) in shown
    assert str(whole.pk) not in shown


@pytest.mark.parametrize(
    "model", [Asset, Rendition, Metadata, Finding, Picture, Verification, Version]
)
def test_nothing_of_value_is_added_or_deleted_here(studio, photo, model):
    photo()
    name = model._meta.model_name
    assert studio.get(f"/admin/assets/{name}/add/").status_code == 403
    assert 'value="delete_selected"' not in page(studio, name)
    for row in model.objects.all():
        address = f"/admin/assets/{name}/{row.pk}/delete/"
        assert studio.post(address, {"post": "yes"}).status_code == 403


def test_a_picture_is_captioned_and_turned_and_its_files_stay_as_they_are(studio, photo):
    version = photo()
    sent = {
        "caption": "The rings",
        "rotation": "90",
        "taken_override_0": "",
        "taken_override_1": "",
    }
    forms = {"versions-TOTAL_FORMS": "1", "versions-INITIAL_FORMS": "1"}
    forms |= {"versions-0-id": version.pk, "versions-0-picture": version.picture_id}
    forms |= {"versions-0-name": "stolen.jpg", "versions-0-DELETE": "on"}
    address = f"/admin/assets/picture/{version.picture_id}/change/"
    assert studio.post(address, sent | forms).status_code == 302
    picture = Picture.objects.get()
    assert (picture.caption, picture.rotation) == ("The rings", 90)
    assert picture.versions.get().name == "a.jpg"


@pytest.mark.parametrize("name", ["asset", "picture", "version", "copy"])
def test_a_list_asks_no_more_of_the_database_for_more_rows(studio, photo, name):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            page(studio, name)
        return len(asked)

    photo()
    first = queries()
    for _ in range(10):
        photo()
    assert queries() == first
