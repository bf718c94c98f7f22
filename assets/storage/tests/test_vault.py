"""One contract for every store that may lie behind the vault."""

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
A_DAY = timedelta(days=1)


@pytest.fixture(params=BACKENDS)
def store(request, settings):
    options = {"location": settings.PHOTOS} if "Disk" in request.param else {}
    photos = {"BACKEND": request.param, "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "photos": photos}


def print_of(content):
    printer = Fingerprinter()
    printer.update(content)
    return printer.result()


def key_of(content):
    return paths.original_key(print_of(content).sha256, "jpg")


@contextmanager
def arriving(content):
    incoming = vault.create_incoming()
    try:
        incoming.write(content)
        incoming.finish()
        yield incoming.path
    finally:
        incoming.discard()


def put(content, key=""):
    """Through the incoming folder, as everything comes."""
    with arriving(content) as path:
        return vault.put([(path, key or key_of(content))])


def whole(key, start=0, stop=None):
    return b"".join(vault.open_range(key, start, stop or vault.stat(key).size))


@pytest.mark.usefixtures("store")
class TestEveryStore:
    def test_gives_back_what_it_was_given(self):
        content = os.urandom(3 * vault.BLOCK_SIZE + 17)
        assert put(content) == set()
        assert whole(key_of(content)) == content

    def test_says_how_large_a_file_is_and_that_another_is_not_there(self):
        put(b"abc")
        assert vault.stat(key_of(b"abc")).size == 3
        assert vault.stat(key_of(b"other")) is None

    def test_never_writes_over_what_is_there(self):
        key = key_of(b"right")
        put(b"first", key)
        assert put(b"later", key) == {key}
        assert whole(key) == b"first"

    def test_reads_any_part(self):
        content = os.urandom(2 * vault.BLOCK_SIZE)
        put(content)
        for start, stop in [
            (0, 1),
            (5, vault.BLOCK_SIZE + 5),
            (vault.BLOCK_SIZE, 2 * vault.BLOCK_SIZE),
        ]:
            assert whole(key_of(content), start, stop) == content[start:stop]

    def test_says_that_a_file_is_missing_before_the_first_byte(self):
        with pytest.raises(FileMissing):
            vault.open_range(key_of(b"never"), 0, 1)

    def test_never_ends_quietly_before_the_end(self):
        put(b"short")
        with pytest.raises(FileMissing):
            whole(key_of(b"short"), 0, 6)

    def test_lends_a_file_as_a_path(self):
        put(b"lent")
        with vault.borrow(key_of(b"lent")) as path:
            assert path.read_bytes() == b"lent"

    def test_tells_a_whole_file_from_a_damaged_one(self):
        for planted in [b"", b"wrang", b"wro", b"wrong and longer"]:
            key = key_of(b"wrong" + planted)
            put(planted, key)
            assert not vault.is_whole(key, print_of(b"wrong" + planted))
        put(b"right")
        assert vault.is_whole(key_of(b"right"), print_of(b"right"))
        assert not vault.is_whole(key_of(b"absent"), print_of(b"absent"))

    def test_replaces_a_damaged_file_and_puts_it_aside(self):
        key = key_of(b"right")
        put(b"wrong", key)
        with arriving(b"right") as path:
            vault.replace(path, key, print_of(b"right"))
        assert whole(key) == b"right"
        (aside,) = vault.walk("quarantine")
        assert whole(aside) == b"wrong"

    def test_puts_nothing_aside_when_somebody_else_was_faster(self):
        put(b"right")
        with arriving(b"right") as path:
            vault.replace(path, key_of(b"right"), print_of(b"right"))
        assert list(vault.walk("quarantine")) == []

    def test_keeps_all_that_was_ever_put_aside(self):
        key = key_of(b"right")
        for wrong in (b"one", b"two", b"three"):
            put(wrong, key)
            vault.quarantine(key)
        assert {whole(aside) for aside in vault.walk("quarantine")} == {b"one", b"two", b"three"}

    def test_walks_by_key_and_goes_on_where_it_was(self):
        keys = sorted(key_of(bytes([n])) for n in range(40))
        for n in range(40):
            put(bytes([n]))
        assert list(vault.walk("originals")) == keys
        for stop in (0, 17, 39):
            assert list(vault.walk("originals", after=keys[stop])) == keys[stop + 1 :]
        assert list(vault.walk("web")) == []

    def test_removes_and_does_not_mind_what_is_gone_already(self):
        put(b"gone")
        vault.delete(key_of(b"gone"))
        vault.delete(key_of(b"gone"))
        assert vault.stat(key_of(b"gone")) is None

    def test_names_the_place_that_nginx_reads_from(self):
        assert vault.accel_target("originals/x").endswith("/originals/x")


def test_a_file_is_trusted_when_nothing_can_have_happened_to_it_since():
    put(b"abc")
    now, key = timezone.now(), key_of(b"abc")
    assert vault.is_still_verified(key, 3, now)
    assert not vault.is_still_verified(key, 4, now)
    assert not vault.is_still_verified(key_of(b"absent"), 3, now)


def test_a_file_that_was_touched_since_is_read_again(settings):
    put(b"abc")
    now, key = timezone.now(), key_of(b"abc")
    path = settings.PHOTOS / key
    path.chmod(0o644)
    path.write_bytes(b"abd")
    assert not vault.is_still_verified(key, 3, now)


def test_after_an_unclean_stop_nothing_is_trusted_that_was_verified_before():
    put(b"abc")
    before = timezone.now()
    vault.record_unclean_stop()
    assert not vault.is_still_verified(key_of(b"abc"), 3, before)
    assert vault.is_still_verified(key_of(b"abc"), 3, timezone.now())


def test_what_was_verified_before_the_machine_came_up_is_not_trusted():
    put(b"abc")
    assert not vault.is_still_verified(key_of(b"abc"), 3, timezone.now() - 3650 * A_DAY)


def test_finished_files_are_readable_by_all_and_writable_by_nobody(settings):
    put(b"abc")
    assert (settings.PHOTOS / key_of(b"abc")).stat().st_mode & 0o777 == 0o444


def test_the_reserve_is_for_everything_but_new_files(settings):
    settings.DISK_RESERVE = 2**60
    with pytest.raises(DiskFull):
        vault.create_incoming()
    settings.DISK_RESERVE = 0
    with pytest.raises(DiskFull):
        vault.create_incoming(2**60)


def test_litter_of_the_dead_is_swept_and_what_somebody_writes_stays():
    alive, dead = vault.create_incoming(), vault.create_incoming()
    dead.file.close()
    assert vault.sweep_incoming() == 1
    assert alive.path.exists()
    assert not dead.path.exists()
    alive.discard()


def test_a_disk_that_fails_to_sync_is_noted_and_not_asked_again(monkeypatch):
    asked = []

    def fsync(file):
        asked.append(file)
        raise OSError(5, "Input/output error")

    before = vault.last_unclean_stop()
    monkeypatch.setattr(os, "fsync", fsync)
    incoming = vault.create_incoming()
    with pytest.raises(DiskFailure), vault.classify_disk_errors():
        incoming.finish()
    incoming.discard()
    assert len(asked) == 1
    assert vault.last_unclean_stop() > before


def test_a_disk_that_is_full_is_told_from_one_that_fails():
    with pytest.raises(DiskFull), vault.classify_disk_errors():
        raise DiskFailure(28, "No space left on device")
    with pytest.raises(OSError, match="broken"), vault.classify_disk_errors():
        raise OSError(5, "broken")


def test_a_long_piece_is_written_whole_even_when_the_disk_takes_it_in_bits():
    class Slow(io.BytesIO):
        def write(self, piece):
            return super().write(piece[:3])

    file = Slow()
    vault.IncomingFile(file, None).write(b"in several bits")
    assert file.getvalue() == b"in several bits"
