"""Lost originals come back from a backup, and everything else stays as it was."""

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
from assets.tests.factories.stored_assets import aside, content_at, flip, open_findings, path_of

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def backup(tmp_path):
    folder = tmp_path / "backup"
    folder.mkdir()
    return folder


def back_up(folder, assets):
    """As a copy of the whole photos folder would have them."""
    for asset in assets:
        target = folder / asset.key
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path_of(asset.key), target)


def lose(*assets):
    for asset in assets:
        flip(asset.key)
    verification.verify_all()
    assert Asset.objects.lost().count() == len(assets)


def state():
    """Bytes, and when they were last written to."""
    keys = stored_assets.keys_there()
    return {key: (content_at(key), path_of(key).stat().st_mtime_ns) for key in keys}


@pytest.mark.parametrize("each", [30, pytest.param(300, marks=pytest.mark.long)])
def test_as_many_as_are_damaged_are_repaired_and_all_others_stay_as_they_are(backup, each, say):
    assets = stored_assets.fill(10 * each)
    stored_assets.add_copies(assets[:each])
    back_up(backup, assets)
    shutil.copytree(backup, untouched := backup.with_name("untouched"))
    damaged = random.Random(each).sample(assets, each)
    before = state()
    for asset in damaged:
        flip(asset.key)
    spoilt = sorted(content_at(asset.key) for asset in damaged)
    said = io.StringIO()
    call_command("verify", "--json", "--repair-from", backup, stdout=said)
    report = json.loads(said.getvalue())
    counts = [report[name] for name in ("damaged", "missing", "repaired", "still_lost")]
    say(f"{counts[0]} damaged, {counts[2]} repaired, {counts[3]} still lost")
    assert counts == [each, 0, each, 0]
    after = state()
    assert {key: content for key, (content, _) in after.items()} == {
        key: content for key, (content, _) in before.items()
    }
    mended = {asset.key for asset in damaged}
    assert {key: at for key, at in after.items() if key not in mended} == {
        key: at for key, at in before.items() if key not in mended
    }, "nobody has written to them"
    assert aside() == spoilt, "what was damaged is not deleted"
    assert open_findings() == {}
    assert not Asset.objects.lost().exists()
    assert _contents(backup) == _contents(untouched)
    assert verification.verify_all().findings.count() == 0


def _contents(folder):
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder): path.read_bytes() for path in files}


@pytest.mark.parametrize("inside", ["", "photos"])
def test_a_backup_of_ours_may_be_of_the_data_or_of_the_photos(backup, inside):
    assets = stored_assets.fill(3)
    back_up(backup / inside, assets)
    lose(assets[1])
    assert repair.restore_lost(backup) == repair.RepairResult(1, 0)


def test_files_of_a_camera_are_known_by_their_bytes_whatever_they_are_called(backup):
    assets = stored_assets.fill(12)
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


def test_a_damaged_file_of_the_backup_is_not_believed(backup):
    flipped, cut, twice = assets = stored_assets.fill(3)
    back_up(backup, assets)
    shutil.copy(path_of(twice.key), backup / "again.jpg")
    for asset in (flipped, twice):
        path = backup / asset.key
        path.write_bytes(b"?" + path.read_bytes()[1:])
    (backup / cut.key).write_bytes(b"shorter")
    whole = content_at(twice.key)
    lose(*assets)
    assert repair.restore_lost(backup) == repair.RepairResult(1, 2)
    assert content_at(twice.key) == whole, "there was a better one under another name"
    assert set(Asset.objects.lost()) == {flipped, cut}
    assert not path_of(flipped.key).exists()
    assert list(open_findings()) == sorted([flipped.key, cut.key])


def test_what_is_missing_comes_back_as_well(backup):
    assets = stored_assets.fill(2)
    back_up(backup, assets)
    path_of(assets[0].key).unlink()
    verification.verify_all()
    assert repair.restore_lost(backup) == repair.RepairResult(1, 0)
    assert aside() == []


def test_what_cannot_be_read_is_named_and_the_rest_is_read(backup, caplog):
    assets = stored_assets.fill(2)
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
    assert f"{locked} cannot be read: Permission denied" in caplog.text
    assert Asset.objects.lost().get() == assets[0]


def test_an_original_that_goes_anyway_is_not_brought_back(backup):
    assets = stored_assets.fill(2)
    back_up(backup, assets)
    lose(*assets)
    Asset.objects.filter(pk=assets[0].pk).update(doomed_at=Asset.objects.first().kept_at)
    assert repair.restore_lost(backup) == repair.RepairResult(1, 0)
    assert not path_of(assets[0].key).exists()


def test_of_an_empty_backup_nothing_comes(backup):
    lose(*stored_assets.fill(1))
    assert repair.restore_lost(backup) == repair.RepairResult(0, 1)
    repair.check_backup(backup)
    with pytest.raises(repair.BackupUnavailable):
        repair.check_backup(backup / "gone")
