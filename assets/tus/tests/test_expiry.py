from datetime import UTC, datetime, timedelta

import pytest

from assets.storage import vault
from assets.tests.factories.uploads import CONTENT, DAY, age, begin, files, send
from assets.tus import chunks, expiry, upload


@pytest.mark.parametrize(("sent", "days"), [(0, 1), (500, 7)])
def test_upload_expires_after_its_lifetime(sent, days):
    pending = begin()
    send(pending, 0, sent)
    now = datetime.now(UTC)
    expires = expiry.get_expiry(pending.handle)
    assert abs(expires - now - days * DAY) < timedelta(minutes=10)
    assert expiry.sweep_expired(expires - timedelta(seconds=1)) == 0
    assert expiry.sweep_expired(expires + timedelta(seconds=1)) == 1
    assert files() == []


def test_asking_for_the_offset_prolongs_an_upload():
    pending = begin()
    send(pending, 0, 500)
    age(pending, 6 * DAY)
    chunks.get_offset(pending)
    assert expiry.sweep_expired(datetime.now(UTC) + 5 * DAY) == 0


def test_upload_is_not_swept_while_it_is_locked():
    pending = begin()
    age(pending, 9 * DAY)
    with pending.write_lock() as lock, lock.hold():
        assert expiry.sweep_expired(datetime.now(UTC)) == 0
    assert expiry.sweep_expired(datetime.now(UTC)) == 1


def test_result_is_kept_for_a_day():
    pending = begin()
    send(pending, 0, 10_000)
    with chunks.lock_for_finish(pending):
        upload.finish_upload(pending, {"outcome": "new"})
    expiry.sweep_expired(datetime.now(UTC) + 0.9 * DAY)
    assert upload.find_upload(pending.handle).result
    expiry.sweep_expired(datetime.now(UTC) + 1.1 * DAY)
    assert files() == []


def test_leftovers_of_killed_processes_are_removed():
    folder = vault.incoming_folder()
    (folder / f"{'0' * 32}.upload").write_bytes(b"x")
    (folder / f"{'1' * 32}.new").write_bytes(b"x")
    (folder / f"{'2' * 32}.turn").write_bytes(b"x")
    (folder / "strange.json").write_bytes(b"x")
    (folder / "else.part").write_bytes(b"x")
    assert expiry.sweep_expired(datetime.now(UTC)) == 0
    assert expiry.sweep_expired(datetime.now(UTC) + 8 * DAY) == 3
    assert files() == [".json", ".part"]


def test_finished_upload_whose_files_remain_is_removed_at_once():
    pending = begin()
    with pending.write_lock() as lock, lock.hold():
        path = upload.get_file_path(pending.handle, ".json")
        declared = path.read_text()
        finished = upload.finish_upload(pending, {"outcome": "new"})
    path.write_text(declared)
    pending.path.write_bytes(CONTENT)
    assert list(upload.iter_unfinished()) == []
    assert expiry.sweep_expired(datetime.now(UTC)) == 1
    assert upload.find_upload(pending.handle) == finished


def test_sweep_of_incoming_files_leaves_uploads_alone():
    pending = begin()
    send(pending, 0, 500)
    assert vault.sweep_incoming() == 0
    assert chunks.get_offset(pending) == 500


def test_unfinished_uploads_are_listed_with_their_size():
    complete, partial = begin(), begin()
    send(complete, 0, 10_000)
    send(partial, 0, 500)
    sizes = {pending.handle: received for pending, received in upload.iter_unfinished()}
    assert sizes == {complete.handle: 10_000, partial.handle: 500}
