import io
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from albums.models import Placement, Section
from albums.picture import versions
from albums.picture.tests.requests import PART, change_url, page
from albums.tests.factories import stored_files
from albums.tests.factories.placements import add_to_album
from albums.tests.factories.shots import (
    add_shot,
    leader_of,
    names_of,
    picture_of,
    placement_of,
    run_steps,
)
from assets.models import Picture, Version
from assets.tests.factories.files import jpeg

pytestmark = [pytest.mark.django_db, pytest.mark.db]

CHANGES = [
    "save-caption",
    "rotate-picture",
    "reprocess-picture",
    "set-leading-version",
    "split-version",
    "trash-version",
    "merge-pictures",
    "replace",
]


@pytest.fixture
def anna(owner, uploader):
    album = stored_files.get_album("Anna")
    album.uploaders.add(uploader)
    return album


@pytest.fixture
def other(owner):
    return stored_files.get_album("Other")


@pytest.fixture
def uploaded_picture(anna, uploader):
    """Return a picture that the uploader added, with RAW and JPEG."""
    assets = [add_shot(anna, name) for name in ("IMG_1.NEF", "IMG_1.JPG")]
    run_steps(*assets)
    Version.objects.update(uploader=uploader)
    Placement.objects.update(placed_by=uploader)
    return picture_of(assets[0])


def form_data(picture, sends):
    """Return for each change the form data that would change something."""
    raw = picture.versions.filter(leads=False).first()
    return {
        "save-caption": {"caption": "new"},
        "rotate-picture": {"side": "right"},
        "reprocess-picture": {},
        "set-leading-version": {"version": raw.pk.hex},
        "split-version": {"version": raw.pk.hex},
        "trash-version": {"version": raw.pk.hex},
        "merge-pictures": {"other": str(sends.pk)},
        "replace": {"file": io.BytesIO(jpeg())},
    }


def read_state(picture):
    row = Picture.objects.filter(pk=picture.pk).values("caption", "rotation", "merged_into").get()
    return row | {"names": names_of(picture), "leads": leader_of(picture)}


def find_links(reply, rel):
    text = reply.content.decode()
    return [
        part.partition('href="')[2].partition('"')[0] for part in text.split(f'rel="{rel}"')[1:]
    ]


def test_page_is_not_found_when_the_uploader_is_not_invited(uploader_client, other, anna):
    hidden = picture_of(add_shot(other, "SECRET.JPG"))
    nothing = uploader_client.get(page(anna, Picture(pk=uuid.uuid4())))
    for url in (page(other, hidden), page(anna, hidden), change_url("standalone-picture", hidden)):
        reply = uploader_client.get(url)
        assert (reply.status_code, b"SECRET" in reply.content) == (404, False)
    assert nothing.status_code == 404


@pytest.mark.parametrize("name", CHANGES)
def test_change_is_not_found_when_the_picture_is_in_another_album(
    uploader_client, anna, other, name
):
    assets = [add_shot(other, one) for one in ("IMG_1.NEF", "IMG_1.JPG")]
    run_steps(*assets)
    hidden, second = picture_of(assets[0]), picture_of(add_shot(other, "B.JPG", 9))
    before = read_state(hidden)
    reply = uploader_client.post(change_url(name, hidden, anna), form_data(hidden, second)[name])
    assert (reply.status_code, read_state(hidden)) == (404, before)


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("why", ["somebody else's", "lies elsewhere", "in the trash elsewhere"])
def test_change_is_forbidden_when_the_picture_belongs_to_others_too(
    uploader_client, anna, uploaded_picture, name, why
):
    if why == "somebody else's":
        Placement.objects.update(placed_by=anna.created_by)
    else:
        add_to_album(stored_files.get_album("Other"), Placement.objects.get())
        gone = timezone.now() if "trash" in why else None
        Placement.objects.exclude(album=anna).update(trashed_at=gone)
    second, before = picture_of(add_shot(anna, "B.JPG", 9)), read_state(uploaded_picture)
    reply = uploader_client.post(
        change_url(name, uploaded_picture, anna), form_data(uploaded_picture, second)[name]
    )
    assert (reply.status_code, read_state(uploaded_picture)) == (403, before)
    shown = uploader_client.get(page(anna, uploaded_picture))
    assert shown.status_code == 200
    assert b"</textarea>" not in shown.content
    assert f"/studio/pictures/{uploaded_picture.pk}/".encode() not in shown.content


@pytest.mark.parametrize("name", CHANGES)
def test_uploader_can_change_own_picture_in_one_album(
    uploader_client, anna, uploaded_picture, uploader, name
):
    second, before = picture_of(add_shot(anna, "B.JPG", 9)), read_state(uploaded_picture)
    Placement.objects.update(placed_by=uploader)
    reply = uploader_client.post(
        change_url(name, uploaded_picture, anna), form_data(uploaded_picture, second)[name]
    )
    assert (reply.status_code, reply["Location"]) == (302, page(anna, uploaded_picture))
    assert (read_state(uploaded_picture) == before) == (name == "reprocess-picture")


def test_uploader_cannot_merge_with_a_picture_of_others(uploader_client, anna, uploaded_picture):
    second = picture_of(add_shot(anna, "B.JPG", 9))
    reply = uploader_client.post(
        change_url("merge-pictures", uploaded_picture, anna), {"other": str(second.pk)}
    )
    assert (reply.status_code, len(names_of(uploaded_picture))) == (404, 2)


def test_uploader_cannot_trash_a_version_of_others(uploader_client, anna, uploaded_picture, owner):
    raw = uploaded_picture.versions.get(name="IMG_1.NEF")
    Version.objects.filter(pk=raw.pk).update(uploader=owner)
    reply = uploader_client.post(
        change_url("trash-version", uploaded_picture, anna), {"version": raw.pk.hex}, headers=PART
    )
    assert (reply.status_code, "IMG_1.NEF" in names_of(uploaded_picture)) == (422, True)
    assert b"Move to trash" in reply.content
    assert f"remove-version-{raw.pk.hex}".encode() not in reply.content


@pytest.mark.parametrize("name", CHANGES)
def test_change_needs_post_and_a_csrf_token(owner, anna, uploaded_picture, name):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner)
    before = read_state(uploaded_picture)
    assert strict.get(change_url(name, uploaded_picture, anna)).status_code == 405
    data = form_data(uploaded_picture, picture_of(add_shot(anna, "B.JPG", 9)))[name]
    assert strict.post(change_url(name, uploaded_picture, anna), data).status_code == 403
    assert read_state(uploaded_picture) == before


def test_caption_form_ignores_other_fields(owner_client, anna, uploaded_picture):
    data = {
        "caption": "x",
        "rotation": "90",
        "merged_into": str(uploaded_picture.pk),
        "discarded_at": "2026-01-01",
    }
    owner_client.post(change_url("save-caption", uploaded_picture, anna), data)
    row = Picture.objects.values("caption", "rotation", "merged_into", "discarded_at").get(
        pk=uploaded_picture.pk
    )
    assert row == {"caption": "x", "rotation": 0, "merged_into": None, "discarded_at": None}


def test_neighbours_lead_through_the_whole_album(owner_client, anna):
    # With sections, an empty section, equal order keys and a photo in the trash.
    titles = ["", "Ceremony", "Nothing", "Party"]
    sections = [t and Section.objects.create(album=anna, title=t, order_key=t) for t in titles]
    order = []
    for number, section in enumerate([sections[0], sections[1], sections[3]]):
        for name in "ab":
            asset = add_shot(anna, f"{name}{number}.JPG", 60 * number)
            run_steps(asset)
            Placement.objects.filter(pk=placement_of(asset).pk).update(
                section=section or None, order_key="same"
            )
            order.append(asset)
    gone = add_shot(anna, "gone.JPG", 61)
    Placement.objects.filter(pk=placement_of(gone).pk).update(trashed_at=timezone.now())
    placements = [placement_of(asset) for asset in order]
    placements.sort(key=lambda one: (one.section.order_key if one.section else "", one.pk.hex))
    urls = [page(anna, place.picture) for place in placements]
    replies = [owner_client.get(url) for url in urls]
    assert [find_links(reply, "next") for reply in replies] == [*([url] for url in urls[1:]), []]
    assert [find_links(reply, "prev") for reply in replies] == [[], *([url] for url in urls[:-1])]
    back = f"/studio/albums/{anna.slug}/?at={placements[0].pk.hex}"
    assert back.encode() in replies[0].content


def test_merged_picture_redirects_to_the_picture_it_was_merged_into(
    owner_client, uploader_client, anna, other
):
    stays, goes = picture_of(add_shot(anna, "A.JPG")), picture_of(add_shot(anna, "B.JPG", 60))
    versions.merge_pictures(stays.pk, goes.pk)
    for client in (owner_client, uploader_client):
        for url in (page(anna, goes), change_url("standalone-picture", goes)):
            assert client.get(url)["Location"] == page(anna, stays)
    assert owner_client.get(page(other, goes)).status_code == 404


def test_unfiled_picture_has_a_page_for_owners(
    owner_client, uploader_client, anna, uploaded_picture
):
    place = Placement.objects.get(picture=uploaded_picture)
    assert owner_client.get(change_url("standalone-picture", uploaded_picture))[
        "Location"
    ] == page(anna, uploaded_picture)
    place.delete()
    assert (
        uploader_client.get(change_url("standalone-picture", uploaded_picture)).status_code == 404
    )
    reply = owner_client.get(change_url("standalone-picture", uploaded_picture))
    assert (reply.status_code, b"Not in an album" in reply.content) == (200, True)
    done = owner_client.post(change_url("save-caption", uploaded_picture), {"caption": "alone"})
    assert done["Location"] == change_url("standalone-picture", uploaded_picture)
