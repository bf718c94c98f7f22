import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from albums.models import Album, Placement
from albums.picture.tests.requests import PART, change_url, page
from albums.tests.factories import stored_files
from albums.tests.factories.placements import add_to_album
from albums.tests.factories.shots import add_shot, leader_of, names_of, picture_of, run_steps
from assets.models import Asset, Metadata, Picture, Version
from assets.processing.recipes import recipe
from assets.tests.factories.assets import keep_rendition
from assets.tests.factories.files import jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture
def uploaded_picture(anna, uploader):
    """Return a picture with RAW and JPEG, added by an invited uploader."""
    anna.uploaders.add(uploader)
    assets = [add_shot(anna, name) for name in ("IMG_1.NEF", "IMG_1.JPG")]
    run_steps(*assets)
    Version.objects.update(uploader=uploader)
    Placement.objects.update(placed_by=uploader)
    return picture_of(assets[0])


def read_state(picture):
    row = Picture.objects.filter(pk=picture.pk).values("caption", "rotation", "merged_into").get()
    return row | {"names": names_of(picture), "leads": leader_of(picture)}


def test_page_lists_only_albums_the_person_may_see(
    owner_client, uploader_client, anna, uploaded_picture
):
    add_to_album(stored_files.get_album("Other"), Placement.objects.get(picture=uploaded_picture))
    assert b">Other</a>" in owner_client.get(page(anna, uploaded_picture)).content
    assert b"Other" not in uploader_client.get(page(anna, uploaded_picture)).content
    for number in range(7):
        add_to_album(
            stored_files.get_album(f"More {number}"),
            Placement.objects.filter(picture=uploaded_picture).first(),
        )
    assert b"and 3 more" in owner_client.get(page(anna, uploaded_picture)).content


def test_page_shows_all_details_without_scripts(owner_client, anna, uploaded_picture):
    asset = uploaded_picture.versions.get(leads=True).asset
    Metadata.objects.create(
        asset=asset,
        raw={
            "exiftool": {"XMP-dc:Subject": ["bride", "rain"], "IFD0:Model": "Z 6", "a": {"b": [1]}}
        },
    )
    Asset.objects.filter(pk=asset.pk).update(
        offset_minutes=-210, shutter=0.004, aperture=2.8, iso=400, focal_length=85, lens="85 mm",
        width=6000, height=4000, latitude=-33.5, longitude=151.25,
    )  # fmt: skip
    asset.problems.create(step="playable_video", problem="timed_out")
    text = owner_client.get(page(anna, uploaded_picture)).content.decode()
    for words in [
        "June 20, 2026, 12:00:00 (UTC-3:30)", "Nobody One", "1/250 s, f/2.8, ISO 400, 85 mm",
        "6000 × 4000 pixels, 24.0 megapixels", "33.50000° S, 151.25000° E", "bride, rain",
        asset.sha256, "It took too long.", "exiftool IFD0:Model", "Z 6",
        f"/studio/file/{uploaded_picture.versions.get(leads=False).pk}/",
        "Uploaded by uploader@example.org",
    ]:  # fmt: skip
        assert words in text, words
    Asset.objects.filter(pk=asset.pk).update(offset_minutes=None)
    Picture.objects.filter(pk=uploaded_picture.pk).update(
        taken_override=asset.taken_local.replace(hour=14)
    )
    text = owner_client.get(page(anna, uploaded_picture)).content.decode()
    assert "June 20, 2026, 14:00:00 (time zone unknown)" in text
    assert "June 20, 2026, 12:00:00 (time zone unknown)" in text


def test_each_version_is_shown_with_the_rotation_of_the_picture(
    owner_client, anna, uploaded_picture
):
    Picture.objects.filter(pk=uploaded_picture.pk).update(rotation=90)
    for version in uploaded_picture.versions.select_related("asset"):
        recipes = [(recipe(), recipe(90)), (recipe(),)][version.leads]
        made = [
            keep_rendition(version.asset, kind, r)
            for r in recipes
            for kind in ("thumbnails", "web")
        ]
        shown = owner_client.get(
            f"{page(anna, uploaded_picture)}?version={version.pk.hex}"
        ).content.decode()
        assert f"/media/web/{version.asset.sha256}?r={made[-1].recipe}&" in shown
        assert ('data-spin="90"' in shown) == version.leads


@pytest.mark.parametrize(
    "query_string",
    ["version=x", "version=%00", "part=metadata", "album=%00", "version=" + "0" * 32],
)
def test_page_responds_when_the_query_is_invalid(
    owner_client, anna, uploaded_picture, query_string
):
    reply = owner_client.get(f"{page(anna, uploaded_picture)}?{query_string}")
    assert (reply.status_code, b"IMG_1.JPG" in reply.content) == (200, True)


@pytest.mark.parametrize(
    "sent", [{"version": "\0"}, {"other": "x"}, {"side": "up"}, {"caption": "\0"}]
)
def test_nothing_changes_when_the_form_data_is_invalid(owner_client, anna, uploaded_picture, sent):
    before = read_state(uploaded_picture)
    for name in (
        "save-caption",
        "rotate-picture",
        "set-leading-version",
        "split-version",
        "trash-version",
        "merge-pictures",
        "replace",
    ):
        reply = owner_client.post(
            change_url(name, uploaded_picture, anna), {"caption": "a" * 5000} | sent, headers=PART
        )
        assert reply.status_code in {404, 422}, name
    assert read_state(uploaded_picture) == before


def test_htmx_gets_the_changed_page_as_a_fragment_with_a_message(
    owner_client, anna, uploaded_picture
):
    reply = owner_client.post(
        change_url("save-caption", uploaded_picture, anna),
        {"caption": "Two <rings>"},
        headers=PART,
    )
    text = reply.content.decode()
    assert text.strip().startswith("<article")
    assert "Two &lt;rings&gt;" in text
    assert "clientpix:changed" in reply["HX-Trigger"]
    assert "Caption saved." in reply["HX-Trigger"]
    assert (
        "exiftool"
        not in owner_client.get(page(anna, uploaded_picture), headers=PART).content.decode()
    )


def test_htmx_is_redirected_to_sign_in_when_signed_out(client, anna, uploaded_picture):
    reply = client.get(page(anna, uploaded_picture), headers=PART)
    assert reply["HX-Redirect"] == reverse("sign-in")


def test_suggestions_show_their_reason_and_can_be_merged(owner_client, anna, uploaded_picture):
    copy = picture_of(add_shot(anna, "IMG_1 (2).JPG"))
    alike = picture_of(add_shot(anna, "IMG_1.JPG", None))
    burst = picture_of(add_shot(anna, "IMG_9.JPG", 1))
    far = picture_of(add_shot(anna, "IMG_7.JPG", 100))
    text = owner_client.get(page(anna, uploaded_picture)).content.decode()
    for picture, why in [
        (copy, "The filename suggests a copy"),
        (alike, "capture time unknown"),
        (burst, "Taken at the same time"),
    ]:
        assert f'name="other" value="{picture.pk}"' in text
        assert why in text
    assert f'value="{far.pk}"' not in text
    owner_client.post(
        change_url("merge-pictures", uploaded_picture, anna), {"other": str(copy.pk)}
    )
    assert "IMG_1 (2).JPG" in names_of(uploaded_picture)


def test_page_makes_as_many_queries_in_large_albums_as_in_small_ones(owner_client, anna, owner):
    def count_queries(number):
        for one in range(number):
            run_steps(add_shot(anna, f"x{Album.objects.count()}{one}{number}.JPG", one % 3))
        picture = Placement.objects.filter(album=anna).in_order()[number // 2].picture
        with CaptureQueriesContext(connection) as queries:
            assert owner_client.get(page(anna, picture)).status_code == 200
        return len(queries)

    few = count_queries(6)
    assert count_queries(60) == few < 40


def test_uploaded_edit_leads(owner_client, anna, uploaded_picture):
    file = io.BytesIO(jpeg())
    file.name = "Final.jpg"
    owner_client.post(change_url("replace", uploaded_picture, anna), {"file": file})
    assert leader_of(uploaded_picture) == "Final.jpg"
    assert uploaded_picture.versions.get(leads=True).role == Version.Role.EDIT


def test_edit_is_refused_when_it_is_not_a_photo(owner_client, anna, uploaded_picture):
    file = io.BytesIO(b"<html>hello</html>")
    file.name = "x.jpg"
    reply = owner_client.post(
        change_url("replace", uploaded_picture, anna), {"file": file}, headers=PART
    )
    assert (reply.status_code, leader_of(uploaded_picture)) == (422, "IMG_1.JPG")
    assert "This is a web page" in reply["HX-Trigger"]
    assert stored_files.list_strays() == []


def test_rotations_add_up_and_renditions_are_created_rotated(
    owner_client, anna, run_jobs, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        (arrival,) = stored_files.store_in_album([jpeg((60, 40))], anna)
    picture = arrival.version.picture
    run_jobs()
    with django_capture_on_commit_callbacks(execute=True):
        for side in ("right", "right", "left"):
            owner_client.post(change_url("rotate-picture", picture, anna), {"side": side})
    with django_capture_on_commit_callbacks(execute=True):
        run_jobs()
    run_jobs()
    assert Picture.objects.get(pk=picture.pk).rotation == 90
    copies = arrival.version.asset.renditions
    assert set(copies.filter(recipe__endswith="-90").values_list("kind", flat=True)) >= {"web"}
    wide = copies.get(recipe__endswith="-90", kind="web")
    assert (wide.width, wide.height) == (40, 60)


def test_failed_photo_can_be_prepared_again(owner_client, anna, uploaded_picture):
    Asset.objects.update(state="failed", attempts=4)
    for asset in Asset.objects.all():
        asset.problems.create(step="previews", problem="crashed")
    shown = owner_client.get(page(anna, uploaded_picture)).content
    assert b"Prepare again" in shown
    owner_client.post(change_url("reprocess-picture", uploaded_picture, anna))
    mine = Asset.objects.filter(versions__picture=uploaded_picture)
    assert set(mine.values_list("state", "problems", "attempts")) == {("new", None, 0)}
