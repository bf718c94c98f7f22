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
from assets.tests.factories.stored_assets import open_findings, quarantined

pytestmark = [pytest.mark.django_db, pytest.mark.db]

Problem = Finding.Problem


@pytest.mark.parametrize("each", [10, pytest.param(100, marks=pytest.mark.long)])
def test_verification_finds_exactly_the_planted_problems(each, print_figures):
    assets = stored_assets.create(100 * each)
    stored_assets.add_renditions(assets[:each])
    victims = random.Random(each).sample([asset.key for asset in assets], 3 * each)
    half = each // 2
    flipped, truncated, deleted = victims[: -2 * half], victims[-2 * half : -half], victims[-half:]
    for key in flipped:
        stored_assets.flip_bit(key)
    for key in truncated:
        stored_assets.truncate(key)
    for key in deleted:
        stored_assets.path_of(key).unlink()
    strays = {stored_assets.add_stray(f"stray {number}") for number in range(half)}
    result = verification.verify_all()
    damaged = dict.fromkeys(flipped + truncated, Problem.DAMAGED)
    missing, stray = dict.fromkeys(deleted, Problem.MISSING), dict.fromkeys(strays, Problem.STRAY)
    found, planted = open_findings(), damaged | missing | stray
    print_figures(
        f"{100 * each} originals: {len(planted)} planted, {len(found)} found, "
        f"{len(found.items() - planted.items())} of them false"
    )
    assert found == planted
    assert len(open_findings()) == 3.5 * each
    assert {asset.key for asset in Asset.objects.lost()} == damaged.keys() | missing.keys()
    assert result.files_checked == 101 * each
    assert len(quarantined()) == len(damaged)
    assert not Asset.objects.verified_before(result.started_at).exists()


def test_second_run_takes_over_the_findings_of_the_first():
    assets = stored_assets.create(5)
    stored_assets.flip_bit(assets[0].key)
    stored_assets.path_of(assets[1].key).unlink()
    stored_assets.add_stray("stray")
    verification.verify_all()
    before, since = open_findings(), Asset.objects.lost().values_list("lost_at", flat=True)
    second = verification.verify_all()
    assert open_findings() == before
    assert Finding.objects.count() == 3
    assert second.findings.open().count() == 3
    assert len(set(since)) == 2, "lost_at is the first time it was found"


def test_lost_original_is_repaired_by_uploading_it_again():
    asset = keep()
    stored_assets.path_of(asset.key).chmod(0o600)
    stored_assets.flip_bit(asset.key)
    verification.verify_all()
    assert Asset.objects.lost().get() == asset
    assert keep(PHOTO, "b.jpg") == asset
    verification.verify_all()
    assert not Asset.objects.lost().exists()
    assert open_findings() == {}
    assert Finding.objects.get().repaired_at


def test_finding_is_closed_when_the_file_was_put_back():
    (asset,) = stored_assets.create(1)
    content = stored_assets.content_at(asset.key)
    stored_assets.path_of(asset.key).unlink()
    verification.verify_all()
    stored_assets.write_file(asset.key, content)
    verification.verify_all()
    asset.refresh_from_db()
    assert asset.lost_at is None
    assert open_findings() == {}


def test_finding_is_closed_when_its_row_or_stray_is_gone():
    kept, gone = stored_assets.create(2)
    stray = stored_assets.add_stray("stray")
    for asset in (kept, gone):
        stored_assets.path_of(asset.key).unlink()
    verification.verify_all()
    gone.delete()
    stored_assets.path_of(stray).unlink()
    verification.verify_all()
    assert open_findings() == {kept.key: Problem.MISSING}


@pytest.mark.parametrize("damage", [stored_assets.flip_bit, stored_assets.truncate])
def test_damaged_rendition_is_quarantined_and_made_again(damage):
    intact, asset = stored_assets.create(2)
    Asset.objects.update(state=Asset.State.READY, recipe="7")
    _intact_rendition, rendition = stored_assets.add_renditions([intact, asset])
    stored_assets.add_renditions([asset], "small")
    damage(rendition.key)
    verification.verify_all()
    assert open_findings() == {rendition.key: Problem.DAMAGED}
    assert len(quarantined()) == 1
    assert not Rendition.objects.filter(pk=rendition.pk).exists()
    asset.refresh_from_db()
    assert (asset.state, asset.recipe, asset.lost_at) == (Asset.State.NEW, "7", None)
    assert asset.renditions.current().get().kind == "small", "it's still shown"
    assert Asset.objects.ready().get() == intact


def test_missing_rendition_is_made_again():
    (asset,) = stored_assets.create(1)
    Asset.objects.update(state=Asset.State.READY)
    (rendition,) = stored_assets.add_renditions([asset])
    stored_assets.path_of(rendition.key).unlink()
    verification.verify_all()
    assert open_findings() == {rendition.key: Problem.MISSING}
    assert Asset.objects.get().state == Asset.State.NEW


def test_renditions_with_similar_recipes_are_all_verified():
    assets = stored_assets.create(30)
    for recipe in ("7", "7-a", "70", "a", "7a"):
        stored_assets.add_renditions(assets, "web", recipe)
    stored_assets.add_renditions(assets, "clean")
    result = verification.verify_all()
    assert open_findings() == {}
    assert result.files_checked == 30 * 7


def test_assets_marked_for_removal_are_skipped():
    (asset,) = stored_assets.create(1)
    (rendition,) = stored_assets.add_renditions([asset])
    Asset.objects.update(doomed_at=timezone.now())
    for key in (asset.key, rendition.key):
        stored_assets.path_of(key).unlink()
    stays = stored_assets.create(1, "other")[0]
    stored_assets.write_file(asset.key, b"a file marked for removal is not stray")
    assert verification.verify_all().files_checked == 1
    assert open_findings() == {}
    assert stored_assets.path_of(stays.key).exists()


def test_file_that_is_being_uploaded_is_not_stray():
    stored_assets.create(1)
    received = intake.receive_file(BytesIO(PHOTO), "a.jpg")
    intake.keep_files([received])
    verification.verify_all()
    assert open_findings() == {}
    old = (timezone.now() - timedelta(hours=2)).timestamp()
    os.utime(stored_assets.path_of(received.key), (old, old))
    verification.verify_all()
    assert open_findings() == {received.key: Problem.STRAY}, "no upload takes that long"
    received.incoming.discard()


def test_files_with_foreign_names_are_stray():
    stored_assets.create(3)
    keys = ["originals/notes.txt", "originals/zz/" + "n" * 210, "web/ab/x.webp", "small/ab.webp"]
    for key in keys:
        stored_assets.write_file(key, b"x")
    stored_assets.write_file("originals/" + os.fsdecode(b"\xff.jpg"), b"x")
    verification.verify_all()
    assert set(open_findings()) == {key[:200] for key in keys} | {"originals/?.jpg"}
    verification.verify_all()
    assert Finding.objects.count() == 5


def test_file_is_not_stray_when_its_row_was_created_meanwhile(monkeypatch):
    (asset,) = stored_assets.create(1)
    monkeypatch.setattr(verification.inventory, "iterate_rows", lambda folder, after: iter(()))
    verification.verify_all()
    assert open_findings() == {}
    assert Asset.objects.get() == asset


@pytest.mark.parametrize("what", [Problem.DAMAGED, Problem.MISSING])
def test_file_that_is_intact_again_is_not_recorded(what):
    (asset,) = stored_assets.create(1)
    findings.record_loss(asset, what, Verification.objects.create())
    assert open_findings() == {}
    assert Asset.objects.get().lost_at is None
    assert quarantined() == []
    assert stored_assets.path_of(asset.key).exists()


def test_damage_is_recorded_when_the_disk_is_read_only(monkeypatch):
    (asset,) = stored_assets.create(1)
    stored_assets.flip_bit(asset.key)

    def refuse(*arguments):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(vault, "quarantine", refuse)
    verification.verify_all()
    assert open_findings() == {asset.key: Problem.DAMAGED}
    assert Asset.objects.lost().exists()


def test_nothing_is_recorded_when_the_disk_is_not_mounted():
    (asset,) = stored_assets.create(1)
    stored_assets.path_of("originals").rename(stored_assets.path_of("elsewhere"))
    with pytest.raises(findings.StorageUnavailable):
        verification.verify_all()
    assert open_findings() == {}
    assert Asset.objects.get() == asset
    assert asset.lost_at is None
