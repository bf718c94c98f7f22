import os
import random
from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone

from assets.intake import intake
from assets.integrity import findings, verification
from assets.models import Asset, Finding, Rendition, Verification
from assets.storage import vault
from assets.tests.factories import stored_assets
from assets.tests.factories.assets import PHOTO, keep
from assets.tests.factories.stored_assets import aside, open_findings

pytestmark = [pytest.mark.django_db, pytest.mark.db]

Problem = Finding.Problem


@pytest.mark.parametrize("each", [10, pytest.param(100, marks=pytest.mark.long)])
def test_exactly_what_was_planted_is_found(each, say):
    """Of a hundred files two are flipped; of two hundred one is cut, and one is gone."""
    assets = stored_assets.fill(100 * each)
    stored_assets.add_copies(assets[:each])
    victims = random.Random(each).sample([asset.key for asset in assets], 3 * each)
    half = each // 2
    flipped, cut, deleted = victims[: -2 * half], victims[-2 * half : -half], victims[-half:]
    for key in flipped:
        stored_assets.flip(key)
    for key in cut:
        stored_assets.cut(key)
    for key in deleted:
        stored_assets.path_of(key).unlink()
    strays = {stored_assets.stray(f"stray {number}") for number in range(half)}
    read = verification.verify_all()
    damaged = dict.fromkeys(flipped + cut, Problem.DAMAGED)
    missing, stray = dict.fromkeys(deleted, Problem.MISSING), dict.fromkeys(strays, Problem.STRAY)
    found, planted = open_findings(), damaged | missing | stray
    say(
        f"{100 * each} originals: {len(planted)} planted, {len(found)} found, "
        f"{len(found.items() - planted.items())} of them false"
    )
    assert found == planted
    assert len(open_findings()) == 3.5 * each
    assert {asset.key for asset in Asset.objects.lost()} == damaged.keys() | missing.keys()
    assert read.files_checked == 101 * each
    assert len(aside()) == len(damaged)
    assert not Asset.objects.verified_before(read.started_at).exists()


def test_a_second_reading_finds_the_same_and_takes_it_over():
    assets = stored_assets.fill(5)
    stored_assets.flip(assets[0].key)
    stored_assets.path_of(assets[1].key).unlink()
    stored_assets.stray("stray")
    verification.verify_all()
    before, since = open_findings(), Asset.objects.lost().values_list("lost_at", flat=True)
    second = verification.verify_all()
    assert open_findings() == before
    assert Finding.objects.count() == 3
    assert second.findings.open().count() == 3
    assert len(set(since)) == 2, "it was lost when it was found first"


def test_what_is_sent_again_is_whole_again():
    asset = keep()
    stored_assets.path_of(asset.key).chmod(0o600)
    stored_assets.flip(asset.key)
    verification.verify_all()
    assert Asset.objects.lost().get() == asset
    assert keep(PHOTO, "b.jpg") == asset
    verification.verify_all()
    assert not Asset.objects.lost().exists()
    assert open_findings() == {}
    assert Finding.objects.get().repaired_at


def test_what_somebody_puts_back_by_hand_is_whole_again():
    (asset,) = stored_assets.fill(1)
    content = stored_assets.content_at(asset.key)
    stored_assets.path_of(asset.key).unlink()
    verification.verify_all()
    stored_assets.lay(asset.key, content)
    verification.verify_all()
    asset.refresh_from_db()
    assert asset.lost_at is None
    assert open_findings() == {}


def test_what_is_wrong_with_a_file_that_is_gone_for_good_is_forgotten():
    kept, gone = stored_assets.fill(2)
    stray = stored_assets.stray("stray")
    for asset in (kept, gone):
        stored_assets.path_of(asset.key).unlink()
    verification.verify_all()
    gone.delete()
    stored_assets.path_of(stray).unlink()
    verification.verify_all()
    assert open_findings() == {kept.key: Problem.MISSING}


@pytest.mark.parametrize("spoil", [stored_assets.flip, stored_assets.cut])
def test_a_damaged_copy_is_put_aside_and_made_again(spoil):
    whole, asset = stored_assets.fill(2)
    Asset.objects.update(state=Asset.State.READY, recipe="7")
    _whole_copy, copy = stored_assets.add_copies([whole, asset])
    stored_assets.add_copies([asset], "small")
    spoil(copy.key)
    verification.verify_all()
    assert open_findings() == {copy.key: Problem.DAMAGED}
    assert len(aside()) == 1
    assert not Rendition.objects.filter(pk=copy.pk).exists()
    asset.refresh_from_db()
    assert (asset.state, asset.recipe, asset.lost_at) == (Asset.State.NEW, "7", None)
    assert asset.renditions.current().get().kind == "small", "it goes on being shown"
    assert Asset.objects.ready().get() == whole


def test_a_missing_copy_is_made_again():
    (asset,) = stored_assets.fill(1)
    Asset.objects.update(state=Asset.State.READY)
    (copy,) = stored_assets.add_copies([asset])
    stored_assets.path_of(copy.key).unlink()
    verification.verify_all()
    assert open_findings() == {copy.key: Problem.MISSING}
    assert Asset.objects.get().state == Asset.State.NEW


def test_copies_are_told_apart_whatever_their_recipes_are_called():
    assets = stored_assets.fill(30)
    for recipe in ("7", "7-a", "70", "a", "7a"):
        stored_assets.add_copies(assets, "web", recipe)
    stored_assets.add_copies(assets, "clean")
    read = verification.verify_all()
    assert open_findings() == {}
    assert read.files_checked == 30 * 7


def test_what_is_on_its_way_out_is_no_finding():
    (asset,) = stored_assets.fill(1)
    (copy,) = stored_assets.add_copies([asset])
    Asset.objects.update(doomed_at=timezone.now())
    for key in (asset.key, copy.key):
        stored_assets.path_of(key).unlink()
    stays = stored_assets.fill(1, "other")[0]
    stored_assets.lay(asset.key, b"bytes of a doomed row are no stray")
    assert verification.verify_all().files_checked == 1
    assert open_findings() == {}
    assert stored_assets.path_of(stays.key).exists()


def test_what_is_just_arriving_is_no_stray():
    stored_assets.fill(1)
    received = intake.receive_file(BytesIO(PHOTO), "a.jpg")
    intake.keep_files([received])
    verification.verify_all()
    assert open_findings() == {}
    old = (timezone.now() - timedelta(hours=2)).timestamp()
    os.utime(stored_assets.path_of(received.key), (old, old))
    verification.verify_all()
    assert open_findings() == {received.key: Problem.STRAY}, "nobody takes that long"
    received.incoming.discard()


def test_names_that_nobody_of_ours_made_are_strays_too():
    stored_assets.fill(3)
    keys = ["originals/notes.txt", "originals/zz/" + "n" * 210, "web/ab/x.webp", "small/ab.webp"]
    for key in keys:
        stored_assets.lay(key, b"x")
    stored_assets.lay("originals/" + os.fsdecode(b"\xff.jpg"), b"x")
    verification.verify_all()
    assert set(open_findings()) == {key[:200] for key in keys} | {"originals/?.jpg"}
    verification.verify_all()
    assert Finding.objects.count() == 5


def test_a_row_that_came_after_the_walk_is_no_stray(monkeypatch):
    """What was read of the rows may be old by the time the bytes are met."""
    (asset,) = stored_assets.fill(1)
    monkeypatch.setattr(verification.inventory, "iterate_rows", lambda folder, after: iter(()))
    verification.verify_all()
    assert open_findings() == {}
    assert Asset.objects.get() == asset


@pytest.mark.parametrize("what", [Problem.DAMAGED, Problem.MISSING])
def test_what_is_healed_before_it_is_settled_is_no_finding(what):
    (asset,) = stored_assets.fill(1)
    findings.record_loss(asset, what, Verification.objects.create())
    assert open_findings() == {}
    assert Asset.objects.get().lost_at is None
    assert aside() == []
    assert stored_assets.path_of(asset.key).exists()


def test_a_disk_that_takes_no_orders_does_not_hide_what_is_wrong(monkeypatch):
    (asset,) = stored_assets.fill(1)
    stored_assets.flip(asset.key)

    def refuse(*arguments):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(vault, "quarantine", refuse)
    verification.verify_all()
    assert open_findings() == {asset.key: Problem.DAMAGED}
    assert Asset.objects.lost().exists()


def test_a_disk_that_is_not_there_says_nothing_of_the_files_on_it():
    (asset,) = stored_assets.fill(1)
    stored_assets.path_of("originals").rename(stored_assets.path_of("elsewhere"))
    with pytest.raises(findings.StorageUnavailable):
        verification.verify_all()
    assert open_findings() == {}
    assert Asset.objects.get() == asset
    assert asset.lost_at is None
