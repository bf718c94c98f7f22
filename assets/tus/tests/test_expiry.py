"""How long an upload waits, and what is left of it afterwards."""

from datetime import UTC, datetime, timedelta

import pytest

from assets.storage import vault
from assets.tests.factories.uploads import CONTENT, DAY, age, begin, files, send
from assets.tus import chunks, expiry, upload


@pytest.mark.parametrize(("sent", "days"), [(0, 1), (500, 7)])
def test_it_is_given_up_after_its_time(sent, days):
    going = begin()
    send(going, 0, sent)
    now = datetime.now(UTC)
    expires = expiry.get_expiry(going.handle)
    assert abs(expires - now - days * DAY) < timedelta(minutes=10)
    assert expiry.sweep_expired(expires - timedelta(seconds=1)) == 0
    assert expiry.sweep_expired(expires + timedelta(seconds=1)) == 1
    assert files() == []


def test_asking_after_it_gives_it_more_time():
    going = begin()
    send(going, 0, 500)
    age(going, 6 * DAY)
    chunks.get_offset(going)
    assert expiry.sweep_expired(datetime.now(UTC) + 5 * DAY) == 0


def test_whoever_is_writing_is_never_swept_away():
    going = begin()
    age(going, 9 * DAY)
    with going.write_lock() as lock, lock.hold():
        assert expiry.sweep_expired(datetime.now(UTC)) == 0
    assert expiry.sweep_expired(datetime.now(UTC)) == 1


def test_an_end_is_remembered_for_a_day():
    going = begin()
    send(going, 0, 10_000)
    with chunks.lock_for_finish(going):
        upload.finish_upload(going, {"outcome": "new"})
    expiry.sweep_expired(datetime.now(UTC) + 0.9 * DAY)
    assert upload.find_upload(going.handle).result
    expiry.sweep_expired(datetime.now(UTC) + 1.1 * DAY)
    assert files() == []


def test_what_killed_processes_left_goes_as_well():
    folder = vault.incoming_folder()
    (folder / f"{'0' * 32}.upload").write_bytes(b"x")
    (folder / f"{'1' * 32}.new").write_bytes(b"x")
    (folder / f"{'2' * 32}.turn").write_bytes(b"x")
    (folder / "strange.json").write_bytes(b"x")
    (folder / "else.part").write_bytes(b"x")
    assert expiry.sweep_expired(datetime.now(UTC)) == 0
    assert expiry.sweep_expired(datetime.now(UTC) + 8 * DAY) == 3
    assert files() == [".json", ".part"]


def test_what_ended_and_could_not_be_removed_is_removed_at_once():
    going = begin()
    with going.write_lock() as lock, lock.hold():
        path = upload.get_file_path(going.handle, ".json")
        declared = path.read_text()
        ended = upload.finish_upload(going, {"outcome": "new"})
    path.write_text(declared)
    going.path.write_bytes(CONTENT)
    assert list(upload.iter_unfinished()) == []
    assert expiry.sweep_expired(datetime.now(UTC)) == 1
    assert upload.find_upload(going.handle) == ended


def test_the_sweep_of_other_files_leaves_uploads_alone():
    going = begin()
    send(going, 0, 500)
    assert vault.sweep_incoming() == 0
    assert chunks.get_offset(going) == 500


def test_what_is_announced_is_counted():
    whole, half = begin(), begin()
    send(whole, 0, 10_000)
    send(half, 0, 500)
    counted = {going.handle: come for going, come in upload.iter_unfinished()}
    assert counted == {whole.handle: 10_000, half.handle: 500}
