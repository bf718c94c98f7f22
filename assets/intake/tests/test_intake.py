import io

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assets.intake import intake
from assets.intake.intake import MAX_ATTEMPTS, BytesVanished
from assets.intake.kinds import Kind, UnsupportedFile
from assets.models import Asset
from assets.storage import vault
from assets.storage.vault import DiskFull
from assets.tests.factories.assets import keep, keep_file
from assets.tests.factories.files import big, jpeg

pytestmark = pytest.mark.django_db


def read_stored(asset):
    return b"".join(vault.open_range(asset.key, 0, asset.size))


def incoming_files():
    return list(vault.incoming_folder().glob("*.part"))


def replace_stored(settings, asset, content):
    path = settings.PHOTOS / asset.key
    path.unlink(missing_ok=True)
    path.write_bytes(content)


def test_file_is_stored_unchanged_with_its_type():
    content = big(3 * vault.BLOCK_SIZE + 5)
    asset = keep(content)
    assert read_stored(asset) == content
    assert (asset.kind, asset.extension, asset.size) == (Kind.PHOTO, "jpg", len(content))
    assert asset.state == Asset.State.NEW
    assert incoming_files() == []


def test_equal_bytes_are_one_asset_whatever_their_name():
    content = jpeg()
    assert keep(content, "a.jpg") == keep(content, "b.jpeg") == keep(content, "c.nef")
    assert len(list(vault.walk("originals"))) == Asset.objects.count() == 1


def test_type_does_not_change_when_a_file_is_received_again():
    content = b"II*\0" + bytes(200)
    first = keep(content, "a.nef")
    again = keep(content, "a.tif")
    assert (again.pk, again.key) == (first.pk, first.key)
    assert len(list(vault.walk("originals"))) == 1


def test_equal_bytes_in_a_group_are_stored_once():
    content = b"II*\0" + bytes(300)
    group = [intake.receive_file(io.BytesIO(content), name) for name in ("a.nef", "a.tif")]
    assert len(intake.keep_files(group)) == len(list(vault.walk("originals"))) == 1
    for received in group:
        received.incoming.discard()


@pytest.mark.parametrize("content", [b"", b"<svg></svg>", b"%PDF-1.7", b"PK\3\4", b"\x7fELF"])
def test_nothing_remains_of_an_unsupported_file(content):
    with pytest.raises(UnsupportedFile):
        keep(content, "a.jpg")
    assert incoming_files() == list(vault.walk("originals")) == list(Asset.objects.all()) == []


def test_nothing_remains_when_reading_the_source_fails():
    class Broken(io.BytesIO):
        def read(self, size=-1):
            if self.tell():
                raise OSError(5, "unplugged")
            return super().read(size)

    with pytest.raises(OSError, match="unplugged"):
        keep_file(Broken(big(vault.BLOCK_SIZE)), "a.jpg")
    assert incoming_files() == list(vault.walk("originals")) == []


def test_new_file_is_refused_when_only_the_disk_reserve_is_left(settings):
    settings.DISK_RESERVE = 2**60
    with pytest.raises(DiskFull):
        keep(jpeg())
    assert incoming_files() == []


@pytest.mark.parametrize("damage", [b"", b"half", None])
def test_damaged_file_without_a_row_is_replaced_when_received_again(settings, damage):
    content = jpeg()
    asset = keep(content)
    Asset.objects.all().delete()
    damaged = content[:-1] + b"?" if damage is None else damage
    replace_stored(settings, asset, damaged)
    assert read_stored(keep(content)) == content
    (quarantined_key,) = vault.walk("quarantine")
    assert (settings.PHOTOS / quarantined_key).read_bytes() == damaged


@pytest.mark.parametrize("damage", [b"", b"half", None])
def test_damaged_original_is_replaced_when_received_again(settings, damage):
    content = jpeg()
    asset = keep(content)
    damaged = content[:-1] + b"?" if damage is None else damage
    replace_stored(settings, asset, damaged)
    Asset.objects.update(lost_at=timezone.now())
    assert keep(content) == asset
    assert read_stored(asset) == content
    assert Asset.objects.get().lost_at is None


def test_missing_original_is_restored_when_received_again():
    content = jpeg()
    asset = keep(content)
    vault.delete(asset.key)
    assert read_stored(keep(content)) == content


def test_verified_file_is_not_read_again(monkeypatch):
    content = jpeg()
    keep(content)
    monkeypatch.setattr(vault, "is_whole", lambda *_: pytest.fail("read again"))
    keep(content)


def test_file_is_read_again_once_after_an_unclean_stop(monkeypatch):
    content = jpeg()
    keep(content)
    vault.record_unclean_stop()
    keep(content)
    monkeypatch.setattr(vault, "is_whole", lambda *_: pytest.fail("read again"))
    keep(content)


def test_asset_is_no_longer_doomed_when_received_again():
    content = jpeg()
    keep(content)
    Asset.objects.update(doomed_at=timezone.now())
    assert keep(content).doomed_at is None


def test_bytes_removed_by_a_sweep_meanwhile_are_stored_again(monkeypatch):
    content, real = jpeg(), intake.keep_files
    swept = []

    def keep_then_sweep(received):
        kept = real(received)
        if not swept:
            swept.append(vault.delete(received[0].key))
        return kept

    monkeypatch.setattr(intake, "keep_files", keep_then_sweep)
    assert read_stored(keep(content)) == content
    assert swept


def test_keeping_gives_up_when_the_bytes_vanish_every_time():
    received = intake.receive_file(io.BytesIO(jpeg()), "a.jpg")
    attempts = []

    def enter_after_sweep(kept):
        attempts.append(vault.delete(received.key))
        return [intake.enter_asset(file) for file in kept.values()]

    with pytest.raises(BytesVanished):
        intake.keep_and_enter([received], enter_after_sweep)
    received.incoming.discard()
    assert len(attempts) == MAX_ATTEMPTS
    assert not Asset.objects.exists()


def test_vanished_bytes_get_no_row():
    received = intake.receive_file(io.BytesIO(jpeg()), "a.jpg")
    (kept,) = intake.keep_files([received]).values()
    received.incoming.discard()
    vault.delete(received.key)
    with pytest.raises(BytesVanished), transaction.atomic():
        intake.enter_asset(kept)
    assert not Asset.objects.exists()


def test_queries_do_not_grow_with_the_number_of_files():
    def count_queries(number):
        group = [intake.receive_file(io.BytesIO(jpeg()), "a.jpg") for _ in range(number)]
        with CaptureQueriesContext(connection) as queries:
            intake.keep_files(group)
        for received in group:
            received.incoming.discard()
        return len(queries)

    assert count_queries(1) == count_queries(20)
