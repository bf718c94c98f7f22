"""An album that was put away is as it was, by whatever way something comes."""

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

SENTENCE = "The album is archived: nothing can be added until it is restored."
REFUSED = "This album is archived: restore it first. Nothing was changed."


def put_away(album, state=Album.State.ARCHIVED):
    Album.objects.filter(pk=album.pk).update(state=state)


def test_an_upload_is_refused_before_it_begins(owner_client, album):
    put_away(album)
    reply = Sender(owner_client, album).begin(5)
    assert error(reply) == (422, SENTENCE)


def test_an_upload_that_was_under_way_waits_and_ends_once_the_album_is_restored(
    owner_client, album
):
    content, sender = jpeg() + bytes(4000), Sender(owner_client, album)
    url = sender.begun(len(content))
    sender.patch(url, 0, content[:1000])
    put_away(album)
    reply = sender.patch(url, 1000, content[1000:])
    assert error(reply) == (422, SENTENCE)
    position = int(sender.head(url)["Upload-Offset"])
    assert position >= len(content) - 1, "nothing of it is sent twice"
    put_away(album, Album.State.DRAFT)
    reply = sender.patch(url, position, content[position:])
    assert reply["Client-Pix-Outcome"] == "new"


def test_what_is_held_already_is_not_placed(owner_client, album):
    content = jpeg()
    stored_files.store_in_album([content])
    put_away(album)
    file = {"sha256": sha256_of(content), "size": len(content), "name": "a.jpg"}
    sent = {"album": str(album.pk), "files": [file]}
    reply = owner_client.post("/studio/uploads/held/", sent, content_type="application/json")
    assert (reply.status_code, reply.json()) == (422, {"error": SENTENCE})
    assert not Placement.objects.filter(album=album).exists()


def test_what_lay_in_its_trash_is_not_brought_back_by_the_same_file(album):
    content = jpeg()
    stored_files.store_in_album([content], album)
    album.placements.update(trashed_at=album.created_at)
    put_away(album)
    with pytest.raises(AlbumArchived):
        stored_files.store_in_album([content], album)
    assert not Placement.objects.alive().exists()


def test_an_import_says_so_and_reads_nothing(album, tmp_path):
    (tmp_path / "a.jpg").write_bytes(jpeg())
    put_away(album)
    said = io.StringIO()
    with pytest.raises((CommandError, SystemExit)):
        call_command("import_photos", tmp_path, album="Anna", stdout=said, stderr=said)
    assert "The album is archived. Restore it first." in said.getvalue()
    assert not Placement.objects.exists()


def test_what_lies_in_it_is_only_looked_at_until_it_is_restored(owner_client, owner, album):
    rows = add_photos(album, 3, owner)
    section = album.sections.create(title="Party", order_key="a")
    other = Album.objects.create(title="Best", slug="best", created_by=owner)
    put_away(album)
    there, before = "/studio/albums/anna/", snapshot(album)
    said = {"chosen": pack_ids(row.pk for row in rows), "answered": "1"}
    script = {"headers": {"accept": "application/json"}}
    refused = [
        *(
            ("acts/", {"verb": verb, **said, "answer-number": "1"})
            for verb in ACTION_TYPES
            if verb != "copy"
        ),
        ("sort/", {"order": "name"}),
        ("sections/", {"title": "Dinner"}),
        *((f"sections/{section.pk}/", {"verb": verb}) for verb in ("up", "down", "remove")),
        (f"sections/{section.pk}/", {"verb": "rename", "title": "Dance"}),
    ]
    for address, words in refused:
        reply = owner_client.post(there + address, words, **script)
        assert (reply.status_code, reply.json()["error"]) == (403, REFUSED), address
    page = owner_client.post(f"{there}acts/", {"verb": "trash", **said}, follow=True)
    assert REFUSED in page.content.decode()
    assert snapshot(album) == before
    assert list(album.sections.values_list("title", flat=True)) == ["Party"]
    owner_client.post(f"{there}acts/", {"verb": "copy", **said, "answer-to": other.pk})
    assert other.placements.count() == 3


def test_an_act_is_not_undone_in_it(owner_client, owner, album):
    act = visibility.hide(album, select(add_photos(album, 2, owner)), owner)
    put_away(album)
    undo = f"/studio/albums/anna/acts/{act.pk}/undo/"
    assert owner_client.post(undo, headers={"accept": "application/json"}).status_code == 403
    assert album.placements.filter(hidden=True).count() == 2
    put_away(album, Album.State.DRAFT)
    owner_client.post(undo)
    assert not album.placements.filter(hidden=True).exists()


def test_it_offers_what_can_be_done_with_it(owner_client, owner, album):
    add_photos(album, 1, owner)
    put_away(album)
    page = owner_client.get("/studio/albums/anna/").content.decode()
    offered = set(re.findall(r'name="verb" value="([a-z-]+)"', page))
    assert offered == {"copy", "download"}


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_picture_is_not_changed_from_its_page_there(owner_client, owner, album, elsewhere):
    (row,) = add_photos(album, 1, owner)
    best = Album.objects.create(title="Best", slug="best", created_by=owner)
    if elsewhere:
        Placement.objects.create(album=best, picture=row.picture, order_key="a", placed_by=owner)
    put_away(album)
    here = f"/studio/pictures/{row.picture_id}/"
    for verb, said in (("turn", {"side": "right"}), ("caption", {"caption": "New"})):
        page = owner_client.post(f"{here}{verb}/?album=anna", said, follow=True)
        assert REFUSED in page.content.decode()
    assert (
        f'action="{here}' not in owner_client.get(f"/studio/albums/anna/p/{row.picture_id}/").text
    )
    row.picture.refresh_from_db()
    assert (row.picture.rotation, row.picture.caption) == (0, "")
    owner_client.post(f"{here}turn/?album=best", {"side": "right"})
    row.picture.refresh_from_db()
    assert row.picture.rotation == (90 if elsewhere else 0)


def test_what_lies_in_its_trash_comes_back_when_it_is_restored(owner_client, owner, album):
    (row,) = add_photos(album, 1, owner)
    album.placements.update(trashed_at=timezone.now())
    put_away(album)
    page = owner_client.post(f"/studio/trash/{album.pk}/restore/", {"all": "1"}, follow=True)
    assert REFUSED in page.content.decode()
    assert not album.placements.filter(trashed_at=None).exists()
    put_away(album, Album.State.DRAFT)
    owner_client.post(f"/studio/trash/{album.pk}/restore/", {"all": "1"})
    assert album.placements.filter(trashed_at=None).count() == 1
