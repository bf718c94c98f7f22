"""The vault works the same with every storage backend."""

import io
import os
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone

from assets.storage import paths, vault
from assets.storage.backends import DiskFailure, FileMissing
from assets.storage.fingerprint import Fingerprinter
from assets.storage.vault import DiskFull

BACKENDS = ["assets.storage.backends.LocalDisk", "assets.storage.tests.memory_backend.Memory"]
ONE_DAY = timedelta(days=1)


@pytest.fixture(params=BACKENDS)
def backend(request, settings):
    options = {"location": settings.PHOTOS} if "Disk" in request.param else {}
    photos = {"BACKEND": request.param, "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "photos": photos}


def fingerprint_of(content):
    fingerprinter = Fingerprinter()
    fingerprinter.update(content)
    return fingerprinter.result()


def key_of(content):
    return paths.original_key(fingerprint_of(content).sha256, "jpg")


@contextmanager
def incoming_file(content):
    incoming = vault.create_incoming()
    try:
        incoming.write(content)
        incoming.finish()
        yield incoming.path
    finally:
        incoming.discard()


def put(content, key=""):
    with incoming_file(content) as path:
        return vault.put([(path, key or key_of(content))])


def read(key, start=0, stop=None):
    return b"".join(vault.open_range(key, start, stop or vault.stat(key).size))


@pytest.mark.usefixtures("backend")
class TestEveryBackend:
    def test_reads_what_was_put(self):
        content = os.urandom(3 * vault.BLOCK_SIZE + 17)
        assert put(content) == set()
        assert read(key_of(content)) == content

    def test_stat_returns_the_size_or_none(self):
        put(b"abc")
        assert vault.stat(key_of(b"abc")).size == 3
        assert vault.stat(key_of(b"other")) is None

    def test_put_never_overwrites(self):
        key = key_of(b"right")
        put(b"first", key)
        assert put(b"later", key) == {key}
        assert read(key) == b"first"

    def test_reads_any_range(self):
        content = os.urandom(2 * vault.BLOCK_SIZE)
        put(content)
        for start, stop in [
            (0, 1),
            (5, vault.BLOCK_SIZE + 5),
            (vault.BLOCK_SIZE, 2 * vault.BLOCK_SIZE),
        ]:
            assert read(key_of(content), start, stop) == content[start:stop]

    def test_open_range_raises_at_once_when_the_file_is_missing(self):
        with pytest.raises(FileMissing):
            vault.open_range(key_of(b"never"), 0, 1)

    def test_reading_raises_when_the_file_is_too_short(self):
        put(b"short")
        with pytest.raises(FileMissing):
            read(key_of(b"short"), 0, 6)

    def test_borrow_gives_a_path(self):
        put(b"lent")
        with vault.borrow(key_of(b"lent")) as path:
            assert path.read_bytes() == b"lent"

    def test_is_whole_is_false_for_a_damaged_file(self):
        for planted in [b"", b"wrang", b"wro", b"wrong and longer"]:
            key = key_of(b"wrong" + planted)
            put(planted, key)
            assert not vault.is_whole(key, fingerprint_of(b"wrong" + planted))
        put(b"right")
        assert vault.is_whole(key_of(b"right"), fingerprint_of(b"right"))
        assert not vault.is_whole(key_of(b"absent"), fingerprint_of(b"absent"))

    def test_replace_quarantines_the_damaged_file(self):
        key = key_of(b"right")
        put(b"wrong", key)
        with incoming_file(b"right") as path:
            vault.replace(path, key, fingerprint_of(b"right"))
        assert read(key) == b"right"
        (quarantined_key,) = vault.walk("quarantine")
        assert read(quarantined_key) == b"wrong"

    def test_replace_does_nothing_when_the_file_is_intact(self):
        put(b"right")
        with incoming_file(b"right") as path:
            vault.replace(path, key_of(b"right"), fingerprint_of(b"right"))
        assert list(vault.walk("quarantine")) == []

    def test_quarantine_keeps_every_file(self):
        key = key_of(b"right")
        for damaged in (b"one", b"two", b"three"):
            put(damaged, key)
            vault.quarantine(key)
        contents = {read(quarantined_key) for quarantined_key in vault.walk("quarantine")}
        assert contents == {b"one", b"two", b"three"}

    def test_walk_yields_keys_in_order_and_can_be_continued(self):
        keys = sorted(key_of(bytes([n])) for n in range(40))
        for n in range(40):
            put(bytes([n]))
        assert list(vault.walk("originals")) == keys
        for stop in (0, 17, 39):
            assert list(vault.walk("originals", after=keys[stop])) == keys[stop + 1 :]
        assert list(vault.walk("web")) == []

    def test_delete_ignores_a_missing_file(self):
        put(b"gone")
        vault.delete(key_of(b"gone"))
        vault.delete(key_of(b"gone"))
        assert vault.stat(key_of(b"gone")) is None

    def test_accel_target_ends_with_the_key(self):
        assert vault.accel_target("originals/x").endswith("/originals/x")


def test_unchanged_file_is_still_verified():
    put(b"abc")
    now, key = timezone.now(), key_of(b"abc")
    assert vault.is_still_verified(key, 3, now)
    assert not vault.is_still_verified(key, 4, now)
    assert not vault.is_still_verified(key_of(b"absent"), 3, now)


def test_modified_file_is_not_still_verified(settings):
    put(b"abc")
    now, key = timezone.now(), key_of(b"abc")
    path = settings.PHOTOS / key
    path.chmod(0o644)
    path.write_bytes(b"abd")
    assert not vault.is_still_verified(key, 3, now)


def test_file_verified_before_an_unclean_stop_is_not_still_verified():
    put(b"abc")
    before = timezone.now()
    vault.record_unclean_stop()
    assert not vault.is_still_verified(key_of(b"abc"), 3, before)
    assert vault.is_still_verified(key_of(b"abc"), 3, timezone.now())


def test_file_verified_before_the_last_boot_is_not_still_verified():
    put(b"abc")
    assert not vault.is_still_verified(key_of(b"abc"), 3, timezone.now() - 3650 * ONE_DAY)


def test_stored_files_are_read_only(settings):
    put(b"abc")
    assert (settings.PHOTOS / key_of(b"abc")).stat().st_mode & 0o777 == 0o444


def test_new_files_do_not_use_the_disk_reserve(settings):
    settings.DISK_RESERVE = 2**60
    with pytest.raises(DiskFull):
        vault.create_incoming()
    settings.DISK_RESERVE = 0
    with pytest.raises(DiskFull):
        vault.create_incoming(2**60)


def test_sweep_removes_only_files_that_nobody_writes():
    open_file, closed_file = vault.create_incoming(), vault.create_incoming()
    closed_file.file.close()
    assert vault.sweep_incoming() == 1
    assert open_file.path.exists()
    assert not closed_file.path.exists()
    open_file.discard()


def test_failed_sync_is_recorded_and_not_repeated(monkeypatch):
    calls = []

    def fsync(file):
        calls.append(file)
        raise OSError(5, "Input/output error")

    before = vault.last_unclean_stop()
    monkeypatch.setattr(os, "fsync", fsync)
    incoming = vault.create_incoming()
    with pytest.raises(DiskFailure), vault.classify_disk_errors():
        incoming.finish()
    incoming.discard()
    assert len(calls) == 1
    assert vault.last_unclean_stop() > before


def test_full_disk_is_distinguished_from_a_failing_one():
    with pytest.raises(DiskFull), vault.classify_disk_errors():
        raise DiskFailure(28, "No space left on device")
    with pytest.raises(OSError, match="broken"), vault.classify_disk_errors():
        raise OSError(5, "broken")


def test_block_is_written_completely_when_the_disk_writes_parts():
    class PartialWriter(io.BytesIO):
        def write(self, block):
            return super().write(block[:3])

    file = PartialWriter()
    vault.IncomingFile(file, None).write(b"in several parts")
    assert file.getvalue() == b"in several parts"
