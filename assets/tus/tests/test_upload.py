"""How an upload ends: stored, discarded, or with a disk error."""

import errno
import os
import threading

import pytest

from assets.storage.backends import DiskFailure
from assets.storage.vault import DiskFull
from assets.tests.factories.uploads import begin, files, send
from assets.tus import chunks, upload
from assets.tus.errors import UploadNotFound, WriterReplaced


def test_other_requests_wait_while_an_upload_is_finished():
    pending, order = begin(), []
    send(pending, 0, 10_000)

    def ask_for_offset():
        try:
            chunks.get_offset(pending)
        except UploadNotFound:
            order.append("not found")

    with chunks.lock_for_finish(pending):
        thread = threading.Thread(target=ask_for_offset)
        thread.start()
        thread.join(0.1)
        order.append("finished")
        finished = upload.finish_upload(pending, {"outcome": "new"})
    thread.join()
    assert order == ["finished", "not found"]
    assert upload.find_upload(pending.handle) == finished
    assert files() == [".json"]
    upload.discard_upload(finished)
    assert files() == []


def test_incomplete_upload_cannot_be_finished():
    pending = begin()
    send(pending, 0, 9_999)
    with pytest.raises(WriterReplaced), chunks.lock_for_finish(pending):
        pass


# --- Disk errors ----------------------------------------------------------------------------


def test_full_disk_keeps_the_bytes_received(monkeypatch):
    pending = begin()
    send(pending, 0, 500)
    monkeypatch.setattr(os, "pwrite", failing_call(errno.ENOSPC, after=os.pwrite))
    with pytest.raises(DiskFull):
        send(pending, 500, 2000)
    monkeypatch.undo()
    assert chunks.get_offset(pending) == 500
    assert send(pending, 500, 10_000) == 10_000


def test_nothing_is_written_to_the_disk_reserve(settings):
    pending = begin()
    settings.DISK_RESERVE = 2**62
    with pytest.raises(DiskFull):
        send(pending, 0, 500)
    assert chunks.get_offset(pending) == 0


def test_upload_is_removed_after_a_failed_sync(monkeypatch):
    pending = begin()
    monkeypatch.setattr(os, "fsync", failing_call(errno.EIO))
    with pytest.raises(DiskFailure):
        send(pending, 0, 500)
    monkeypatch.undo()
    assert files() == []
    with pytest.raises(UploadNotFound):
        chunks.get_offset(pending)


def failing_call(number, after=None):
    """Return a system call that fails, except for writes of a lock file's record."""

    def fail(*arguments):
        if after and len(arguments[1]) == 64:
            return after(*arguments)
        raise OSError(number, os.strerror(number))

    return fail
