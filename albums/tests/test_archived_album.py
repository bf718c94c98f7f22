"""An archived album can't be changed, in any way."""

import io
import re

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from albums.actions.packed_ids import pack_ids
from albums.actions.registry import ACTION_TYPES
from albums.actions.verbs import visibility
from albums.models import Album, Placement
from albums.refusals import AlbumArchived
from albums.tests.factories import stored_files
from albums.tests.factories.selections import add_photos, select, snapshot
from albums.uploads.tests.tus_client import Sender, error, sha256_of
from assets.tests.factories.files import jpeg

pytestmark = [pytest.mark.django_db, pytest.mark.db]

SENTENCE = "The album is archived. Restore it to add photos."
REFUSED = "This album is archived. Restore it first. Nothing was changed."


def archive(album, state=Album.State.ARCHIVED):
    Album.objects.filter(pk=album.pk).update(state=state)


def test_upload_is_refused_before_it_starts(owner_client, album):
    archive(album)
    response = Sender(owner_client, album).begin(5)
    assert error(response) == (422, SENTENCE)


def test_upload_is_completed_after_the_album_is_restored(owner_client, album):
    content, sender = jpeg() + bytes(4000), Sender(owner_client, album)
    url = sender.begun(len(content))
    sender.patch(url, 0, content[:1000])
    archive(album)
    response = sender.patch(url, 1000, content[1000:])
    assert error(response) == (422, SENTENCE)
    position = int(sender.head(url)["Upload-Offset"])
    assert position >= len(content) - 1, "nothing is uploaded twice"
    archive(album, Album.State.DRAFT)
    response = sender.patch(url, position, content[position:])
    assert response["Client-Pix-Outcome"] == "new"


def test_known_file_is_not_added(owner_client, album):
    content = jpeg()
    stored_files.store_in_album([content])
    archive(album)
    file = {"sha256": sha256_of(content), "size": len(content), "name": "a.jpg"}
    sent = {"album": str(album.pk), "files": [file]}
    response = owner_client.post("/studio/uploads/held/", sent, content_type="application/json")
    assert (response.status_code, response.json()) == (422, {"error": SENTENCE})
    assert not Placement.objects.filter(album=album).exists()


def test_photo_in_the_trash_is_not_restored_by_the_same_file(album):
    content = jpeg()
    stored_files.store_in_album([content], album)
    album.placements.update(trashed_at=album.created_at)
    archive(album)
    with pytest.raises(AlbumArchived):
        stored_files.store_in_album([content], album)
    assert not Placement.objects.alive().exists()


def test_import_is_refused(album, tmp_path):
    (tmp_path / "a.jpg").write_bytes(jpeg())
    archive(album)
    output = io.StringIO()
    with pytest.raises((CommandError, SystemExit)):
        call_command("import_photos", tmp_path, album="Anna", stdout=output, stderr=output)
    assert "The album is archived. Restore it first." in output.getvalue()
    assert not Placement.objects.exists()


def test_photos_cannot_be_changed_until_the_album_is_restored(owner_client, owner, album):
    rows = add_photos(album, 3, owner)
    section = album.sections.create(title="Party", order_key="a")
    other = Album.objects.create(title="Best", slug="best", created_by=owner)
    archive(album)
    album_url, before = "/studio/albums/anna/", snapshot(album)
    data = {"chosen": pack_ids(row.pk for row in rows), "answered": "1"}
    script = {"headers": {"accept": "application/json"}}
    refused = [
        *(
            ("acts/", {"verb": verb, **data, "answer-number": "1"})
            for verb in ACTION_TYPES
            if verb != "copy"
        ),
        ("sort/", {"order": "name"}),
        ("sections/", {"title": "Dinner"}),
        *((f"sections/{section.pk}/", {"verb": verb}) for verb in ("up", "down", "remove")),
        (f"sections/{section.pk}/", {"verb": "rename", "title": "Dance"}),
    ]
    for path, form in refused:
        response = owner_client.post(album_url + path, form, **script)
        assert (response.status_code, response.json()["error"]) == (403, REFUSED), path
    page = owner_client.post(f"{album_url}acts/", {"verb": "trash", **data}, follow=True)
    assert REFUSED in page.content.decode()
    assert snapshot(album) == before
    assert list(album.sections.values_list("title", flat=True)) == ["Party"]
    owner_client.post(f"{album_url}acts/", {"verb": "copy", **data, "answer-to": other.pk})
    assert other.placements.count() == 3


def test_action_cannot_be_undone(owner_client, owner, album):
    act = visibility.hide(album, select(add_photos(album, 2, owner)), owner)
    archive(album)
    undo = f"/studio/albums/anna/acts/{act.pk}/undo/"
    assert owner_client.post(undo, headers={"accept": "application/json"}).status_code == 403
    assert album.placements.filter(hidden=True).count() == 2
    archive(album, Album.State.DRAFT)
    owner_client.post(undo)
    assert not album.placements.filter(hidden=True).exists()


def test_grid_offers_only_copy_and_download(owner_client, owner, album):
    add_photos(album, 1, owner)
    archive(album)
    page = owner_client.get("/studio/albums/anna/").content.decode()
    offered = set(re.findall(r'name="verb" value="([a-z-]+)"', page))
    assert offered == {"copy", "download"}


@pytest.mark.parametrize("elsewhere", [False, True])
def test_photo_cannot_be_changed_from_its_page_in_the_album(owner_client, owner, album, elsewhere):
    (row,) = add_photos(album, 1, owner)
    best = Album.objects.create(title="Best", slug="best", created_by=owner)
    if elsewhere:
        Placement.objects.create(album=best, picture=row.picture, order_key="a", placed_by=owner)
    archive(album)
    url = f"/studio/pictures/{row.picture_id}/"
    for verb, form in (("turn", {"side": "right"}), ("caption", {"caption": "New"})):
        page = owner_client.post(f"{url}{verb}/?album=anna", form, follow=True)
        assert REFUSED in page.content.decode()
    assert (
        f'action="{url}' not in owner_client.get(f"/studio/albums/anna/p/{row.picture_id}/").text
    )
    row.picture.refresh_from_db()
    assert (row.picture.rotation, row.picture.caption) == (0, "")
    owner_client.post(f"{url}turn/?album=best", {"side": "right"})
    row.picture.refresh_from_db()
    assert row.picture.rotation == (90 if elsewhere else 0)


def test_photos_in_the_trash_can_be_restored_after_the_album(owner_client, owner, album):
    (row,) = add_photos(album, 1, owner)
    album.placements.update(trashed_at=timezone.now())
    archive(album)
    page = owner_client.post(f"/studio/trash/{album.pk}/restore/", {"all": "1"}, follow=True)
    assert REFUSED in page.content.decode()
    assert not album.placements.filter(trashed_at=None).exists()
    archive(album, Album.State.DRAFT)
    owner_client.post(f"/studio/trash/{album.pk}/restore/", {"all": "1"})
    assert album.placements.filter(trashed_at=None).count() == 1
