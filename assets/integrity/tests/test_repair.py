"""Lost originals are restored from a backup, and all other files stay unchanged."""

import io
import json
import os
import random
import shutil

import pytest
from django.core.management import call_command

from assets.integrity import repair, verification
from assets.models import Asset
from assets.tests.factories import stored_assets
from assets.tests.factories.stored_assets import (
    content_at,
    flip_bit,
    open_findings,
    path_of,
    quarantined,
)

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def backup(tmp_path):
    folder = tmp_path / "backup"
    folder.mkdir()
    return folder


def back_up(folder, assets):
    """Copy the files like a backup of the whole photos folder."""
    for asset in assets:
        target = folder / asset.key
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path_of(asset.key), target)


def lose(*assets):
    for asset in assets:
        flip_bit(asset.key)
    verification.verify_all()
    assert Asset.objects.lost().count() == len(assets)


def read_state():
    """Return the content and modification time of every stored file."""
    keys = stored_assets.stored_keys()
    return {key: (content_at(key), path_of(key).stat().st_mtime_ns) for key in keys}


@pytest.mark.parametrize("each", [30, pytest.param(300, marks=pytest.mark.long)])
def test_only_damaged_originals_are_repaired(backup, each, print_figures):
    assets = stored_assets.create(10 * each)
    stored_assets.add_renditions(assets[:each])
    back_up(backup, assets)
    shutil.copytree(backup, untouched := backup.with_name("untouched"))
    damaged = random.Random(each).sample(assets, each)
    before = read_state()
    for asset in damaged:
        flip_bit(asset.key)
    damaged_contents = sorted(content_at(asset.key) for asset in damaged)
    output = io.StringIO()
    call_command("verify", "--json", "--repair-from", backup, stdout=output)
    report = json.loads(output.getvalue())
    counts = [report[name] for name in ("damaged", "missing", "repaired", "still_lost")]
    print_figures(f"{counts[0]} damaged, {counts[2]} repaired, {counts[3]} still lost")
    assert counts == [each, 0, each, 0]
    after = read_state()
    assert {key: content for key, (content, _) in after.items()} == {
        key: content for key, (content, _) in before.items()
    }
    repaired_keys = {asset.key for asset in damaged}
    assert {key: file for key, file in after.items() if key not in repaired_keys} == {
        key: file for key, file in before.items() if key not in repaired_keys
    }, "no other file was written to"
    assert quarantined() == damaged_contents, "damaged files are not deleted"
    assert open_findings() == {}
    assert not Asset.objects.lost().exists()
    assert _contents(backup) == _contents(untouched)
    assert verification.verify_all().findings.count() == 0


def _contents(folder):
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder): path.read_bytes() for path in files}


@pytest.mark.parametrize("inside", ["", "photos"])
def test_backup_can_be_of_the_data_or_the_photos_folder(backup, inside):
    assets = stored_assets.create(3)
    back_up(backup / inside, assets)
    lose(assets[1])
    assert repair.restore_lost(backup) == repair.RepairResult(1, 0)


def test_files_are_found_by_their_bytes_not_their_names(backup):
    assets = stored_assets.create(12)
    for number, asset in enumerate(assets):
        name = f"100CANON/Käse {number} (1).JPG" if number % 2 else f"{number}.cr2.bak"
        target = backup / name
        target.parent.mkdir(exist_ok=True)
        shutil.copy(path_of(asset.key), target)
    (backup / os.fsdecode(b"\xff.jpg")).write_bytes(content_at(assets[0].key))
    contents = [content_at(asset.key) for asset in assets[:3]]
    lose(*assets[:3])
    assert repair.restore_lost(backup) == repair.RepairResult(3, 0)
    assert [content_at(asset.key) for asset in assets[:3]] == contents


def test_damaged_files_in_the_backup_are_not_used(backup):
    flipped, shortened, stored_twice = assets = stored_assets.create(3)
    back_up(backup, assets)
    shutil.copy(path_of(stored_twice.key), backup / "again.jpg")
    for asset in (flipped, stored_twice):
        path = backup / asset.key
        path.write_bytes(b"?" + path.read_bytes()[1:])
    (backup / shortened.key).write_bytes(b"shorter")
    intact = content_at(stored_twice.key)
    lose(*assets)
    assert repair.restore_lost(backup) == repair.RepairResult(1, 2)
    assert content_at(stored_twice.key) == intact, "there was an intact copy under another name"
    assert set(Asset.objects.lost()) == {flipped, shortened}
    assert not path_of(flipped.key).exists()
    assert list(open_findings()) == sorted([flipped.key, shortened.key])


def test_missing_original_is_restored(backup):
    assets = stored_assets.create(2)
    back_up(backup, assets)
    path_of(assets[0].key).unlink()
    verification.verify_all()
    assert repair.restore_lost(backup) == repair.RepairResult(1, 0)
    assert quarantined() == []


def test_unreadable_files_are_logged_and_skipped(backup, caplog):
    assets = stored_assets.create(2)
    for asset in assets:
        shutil.copy(path_of(asset.key), backup / f"{asset.sha256}.jpg")
    lose(*assets)
    os.mkfifo(backup / "a pipe")
    (backup / "gone.jpg").symlink_to(backup / "nowhere")
    locked = backup / f"{assets[0].sha256}.jpg"
    open_ = type(locked).open

    def refuse(path, *arguments, **options):
        if path == locked:
            raise PermissionError(13, "Permission denied", str(path))
        return open_(path, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(locked), "open", refuse)
        assert repair.restore_lost(backup) == repair.RepairResult(1, 1)
    assert f"Can't read {locked}: Permission denied" in caplog.text
    assert Asset.objects.lost().get() == assets[0]


def test_original_marked_for_removal_is_not_restored(backup):
    assets = stored_assets.create(2)
    back_up(backup, assets)
    lose(*assets)
    Asset.objects.filter(pk=assets[0].pk).update(doomed_at=Asset.objects.first().kept_at)
    assert repair.restore_lost(backup) == repair.RepairResult(1, 0)
    assert not path_of(assets[0].key).exists()


def test_nothing_is_restored_from_an_empty_backup(backup):
    lose(*stored_assets.create(1))
    assert repair.restore_lost(backup) == repair.RepairResult(0, 1)
    repair.check_backup(backup)
    with pytest.raises(repair.BackupUnavailable):
        repair.check_backup(backup / "gone")
