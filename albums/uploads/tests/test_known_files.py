"""Which files need not be sent, and who may know that."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from albums.models import Album, Placement
from albums.uploads import known_files
from albums.uploads.tests.tus_client import UPLOADS, Sender, sha256_of
from assets.intake import intake
from assets.models import Asset, Version
from assets.storage import vault
from assets.tests.factories.files import jpeg

pytestmark = [pytest.mark.django_db, pytest.mark.db]
A_MOMENT = timedelta(seconds=1)


@pytest.fixture
def other(owner):
    return Album.objects.create(title="Berta", slug="berta", created_by=owner)


@pytest.fixture
def uploader_client(uploader, album):
    """An uploader who is invited to one of the two."""
    album.uploaders.add(uploader)
    browser = Client()
    browser.force_login(uploader)
    return browser


def question(content, name="b.jpg", **changes):
    return {"sha256": sha256_of(content), "size": len(content), "name": name} | changes


def ask(browser, album, *files):
    body = {"album": str(album.pk), "files": files}
    return browser.post(f"{UPLOADS}held/", json.dumps(body), "application/json")


def answers(*arguments):
    reply = ask(*arguments)
    assert reply.status_code == 200, reply.content
    return reply.json()["answers"]


def test_a_stored_file_is_added_without_an_upload(owner_client, album, other, owner):
    content = jpeg()
    Sender(owner_client, album).send(content)
    file = question(content, "neu/b.jpg", folder="a/../b", section="Fest")
    assert answers(owner_client, other, file) == ["placed"]
    version = Version.objects.get(picture__placements__album=other)
    assert (version.name, version.folder, version.uploader) == ("b.jpg", "a/b", owner)
    assert Placement.objects.get(album=other).section.title == "Fest"
    assert Asset.objects.count() == 1


def test_each_file_gets_an_answer(owner_client, album, other):
    here, trashed, elsewhere, nowhere = (jpeg() for _ in range(4))
    for content in (here, trashed):
        Sender(owner_client, album).send(content)
    Sender(owner_client, other).send(elsewhere)
    gone = Placement.objects.filter(picture__versions__asset__sha256=sha256_of(trashed))
    gone.update(trashed_at=timezone.now())
    files = map(question, (nowhere, here, trashed, elsewhere, elsewhere, nowhere))
    assert answers(owner_client, album, *files) == [
        *("unknown", "here", "revived", "placed", "here", "unknown")
    ]
    assert Placement.objects.alive().filter(album=album).count() == 3


def test_a_hash_with_another_size_is_unknown(owner_client, album):
    content = jpeg()
    Sender(owner_client, album).send(content)
    assert answers(owner_client, album, question(content, size=len(content) + 1)) == ["unknown"]


def test_an_uploader_learns_only_of_files_they_sent_or_may_see(
    uploader_client, owner_client, album, other, uploader
):
    secret, seen, own, left = (jpeg() for _ in range(4))
    Sender(owner_client, other).send(secret)
    Sender(owner_client, album).send(seen)
    Sender(uploader_client, album).send(own)
    Sender(owner_client, album).send(left)
    placements = Placement.objects.filter(album=album)
    for content in (own, left):
        placements.filter(picture__versions__asset__sha256=sha256_of(content)).delete()
    files = [question(content) for content in (secret, seen, own, left, jpeg())]
    assert answers(uploader_client, album, *files) == [
        "unknown",
        "here",
        "placed",
        "unknown",
        "unknown",
    ]
    assert answers(owner_client, album, *files) == ["placed", "here", "here", "placed", "unknown"]


def test_a_file_is_unknown_to_an_uploader_when_it_is_in_the_trash(
    uploader_client, owner_client, album
):
    content = jpeg()
    Sender(owner_client, album).send(content)
    Placement.objects.update(trashed_at=timezone.now())
    assert answers(uploader_client, album, question(content)) == ["unknown"]


def test_files_of_others_look_like_files_that_nobody_stored(
    uploader_client, owner_client, album, other
):
    secret = jpeg()
    Sender(owner_client, other).send(secret)
    statements = []
    for content in (secret, jpeg()):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert answers(uploader_client, album, question(content)) == ["unknown"]
        statements.append(
            [re.sub(r"'[^']*'|\"s\d+_x\d+\"", "?", query["sql"]) for query in queries]
        )
    assert statements[0] == statements[1]


def test_an_album_must_be_open(uploader_client, owner_client, client, album, other):
    assert ask(uploader_client, other, question(jpeg())).status_code == 404
    Album.objects.update(trashed_at=timezone.now())
    assert ask(owner_client, album, question(jpeg())).status_code == 404
    client.logout()
    assert ask(client, album).status_code == 403


@pytest.mark.parametrize("damage", ["gone", "short", "changed"])
def test_a_file_is_unknown_when_it_is_damaged_and_repaired_by_an_upload(
    owner_client, album, other, damage
):
    content = jpeg()
    Sender(owner_client, album).send(content)
    asset = Asset.objects.get()
    with vault.borrow(asset.key) as path:
        path.chmod(0o644)
        if damage == "gone":
            path.unlink()
        else:
            path.write_bytes(content[:-1] if damage == "short" else b"!" + content[1:])
    Asset.objects.update(verified_at=timezone.now() - A_MOMENT)
    vault.record_unclean_stop()
    assert answers(owner_client, other, question(content)) == ["unknown"]
    assert Sender(owner_client, other).send(content)["Client-Pix-Outcome"] == "new"
    assert answers(owner_client, other, question(content)) == ["here"]


def test_a_file_is_unknown_when_it_is_lost(owner_client, album):
    content = jpeg()
    Sender(owner_client, album).send(content)
    Asset.objects.update(lost_at=timezone.now())
    assert answers(owner_client, album, question(content)) == ["unknown"]
    assert Asset.objects.get().lost_at


def test_unverified_files_are_read_again_up_to_a_limit(owner_client, album, monkeypatch):
    contents = [jpeg() for _ in range(3)]
    for content in contents:
        Sender(owner_client, album).send(content)
    vault.record_unclean_stop()
    Asset.objects.update(verified_at=timezone.now() - A_MOMENT)
    monkeypatch.setattr(known_files, "MAX_BYTES_REREAD", len(contents[0]) * 2 + 50)
    files = [question(content) for content in contents]
    assert sorted(answers(owner_client, album, *files)) == ["here", "here", "unknown"]
    assert answers(owner_client, album, *files) == ["here"] * 3


def test_a_file_is_kept_when_it_was_about_to_be_deleted(owner_client, album, other):
    content = jpeg()
    Sender(owner_client, album).send(content)
    Asset.objects.update(doomed_at=timezone.now())
    assert answers(owner_client, other, question(content)) == ["placed"]
    assert Asset.objects.get().doomed_at is None


def test_a_file_is_unknown_when_its_bytes_vanish_meanwhile(
    owner_client, album, other, monkeypatch
):
    """A sweep was faster than the lock."""
    content = jpeg()
    Sender(owner_client, album).send(content)

    def enter(kept):
        raise intake.BytesVanished

    monkeypatch.setattr(intake, "enter_asset", enter)
    assert answers(owner_client, other, question(content)) == ["unknown"]
    assert not Placement.objects.filter(album=other).exists()


def test_many_files_are_added_in_groups(owner_client, album, other, monkeypatch):
    contents = [jpeg() for _ in range(7)]
    for content in contents:
        Sender(owner_client, album).send(content)
    monkeypatch.setattr(known_files, "GROUP_SIZE", 3)
    assert answers(owner_client, other, *map(question, contents)) == ["placed"] * 7
    keys = Placement.objects.filter(album=other).in_order()
    names = [placement.picture.versions.get().asset.sha256 for placement in keys]
    assert names == [sha256_of(content) for content in contents]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        "\udcff",
        "[" * 100_000,
        '{"album": 7, "files": []}',
        '{"album": "x", "files": {}}',
        '{"album": "x", "files": [7]}',
        '{"album": "x", "files": [{"sha256": 7, "size": 1, "name": "a"}]}',
        '{"album": "x", "files": [{"size": 1, "name": "a"}]}',
        *(
            json.dumps({"album": "x", "files": [question(b"x") | wrong]})
            for wrong in (
                {"sha256": "A" * 64},
                {"sha256": "../" * 21 + "a"},
                {"size": 0},
                {"size": True},
                {"size": 2**63},
                {"size": "1"},
                {"name": None},
                {"folder": ["a"]},
                {"section": 7},
            )
        ),
        json.dumps({"album": "x", "files": [question(b"x")] * 501}),
    ],
)
def test_an_invalid_request_is_refused(owner_client, text):
    body = text.encode("utf-8", "surrogateescape")
    reply = owner_client.post(f"{UPLOADS}held/", body, "application/json")
    assert reply.status_code == 400
    assert reply.json()["error"].endswith(".")


def test_a_lone_surrogate_in_a_name_is_accepted(owner_client, album, other):
    content = jpeg()
    Sender(owner_client, album).send(content)
    assert answers(owner_client, other, question(content, "\udcff\0.jpg")) == ["placed"]
    assert Version.objects.get(picture__placements__album=other).name == "\ufffd.jpg"


def test_known_files_are_refused_without_a_csrf_token(owner, album):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(owner)
    assert ask(browser, album).status_code == 403
    assert browser.get(f"{UPLOADS}held/").status_code == 405
