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

    def make(name="a.jpg", **fields):
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

    return make


def page(owner_client, name, query=""):
    return owner_client.get(f"/admin/assets/{name}/{query}").content.decode()


@pytest.mark.parametrize("name", ["asset", "picture"])
def test_previews_are_signed_for_the_user(owner_client, owner, photo, name):
    asset = photo().asset
    (link,) = re.findall(r'<img src="(/media/[^"]+)"', page(owner_client, name))
    media_url, _signature = signing.parse_url(
        "small", asset.sha256, link.replace("&amp;", "&")[78:], "x"
    )
    assert f"/media/small/{asset.sha256}?" in link
    assert media_url.door == doors.for_user(owner)


def test_no_preview_is_shown_without_a_rendition(owner_client, photo):
    photo()
    Rendition.objects.all().delete()
    assert "/media/" not in page(owner_client, "asset")


@pytest.mark.parametrize("name", ["asset", "picture", "version"])
def test_file_is_found_by_its_name_and_hash(owner_client, photo, name):
    expected, other = photo("wedding-17.jpg"), photo("other.jpg")
    for query in ("wedding-17", expected.asset.sha256[:16]):
        html = page(owner_client, name, f"?q={query}")
        row = {"asset": "asset_id", "picture": "picture_id", "version": "pk"}[name]
        assert str(getattr(expected, row)) in html
        assert str(getattr(other, row)) not in html


def test_lost_assets_can_be_filtered(owner_client, photo):
    lost, whole = photo().asset, photo().asset
    Asset.objects.filter(pk=lost.pk).update(lost_at=timezone.now())
    html = page(owner_client, "asset", "?condition=lost")
    assert str(lost.pk) in html
    assert str(whole.pk) not in html


@pytest.mark.parametrize(
    "model", [Asset, Rendition, Metadata, Finding, Picture, Verification, Version]
)
def test_rows_cannot_be_added_or_deleted(owner_client, photo, model):
    photo()
    name = model._meta.model_name
    assert owner_client.get(f"/admin/assets/{name}/add/").status_code == 403
    assert 'value="delete_selected"' not in page(owner_client, name)
    for row in model.objects.all():
        path = f"/admin/assets/{name}/{row.pk}/delete/"
        assert owner_client.post(path, {"post": "yes"}).status_code == 403


def test_caption_and_rotation_can_be_changed_but_not_the_files(owner_client, photo):
    version = photo()
    data = {
        "caption": "The rings",
        "rotation": "90",
        "taken_override_0": "",
        "taken_override_1": "",
    }
    forms = {"versions-TOTAL_FORMS": "1", "versions-INITIAL_FORMS": "1"}
    forms |= {"versions-0-id": version.pk, "versions-0-picture": version.picture_id}
    forms |= {"versions-0-name": "stolen.jpg", "versions-0-DELETE": "on"}
    path = f"/admin/assets/picture/{version.picture_id}/change/"
    assert owner_client.post(path, data | forms).status_code == 302
    picture = Picture.objects.get()
    assert (picture.caption, picture.rotation) == ("The rings", 90)
    assert picture.versions.get().name == "a.jpg"


@pytest.mark.parametrize("name", ["asset", "picture", "version", "copy"])
def test_queries_of_a_list_do_not_grow_with_the_rows(owner_client, photo, name):
    def count_queries():
        with CaptureQueriesContext(connection) as queries:
            page(owner_client, name)
        return len(queries)

    photo()
    first = count_queries()
    for _ in range(10):
        photo()
    assert count_queries() == first
