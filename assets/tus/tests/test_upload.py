"""How an upload ends: kept, given up, or by trouble with the disk."""

import errno
import os
import threading

import pytest

from assets.storage.backends import DiskFailure
from assets.storage.vault import DiskFull
from assets.tests.factories.uploads import begin, files, send
from assets.tus import chunks, upload
from assets.tus.errors import UploadNotFound, WriterReplaced


def test_who_finishes_is_alone():
    going, order = begin(), []
    send(going, 0, 10_000)

    def ask():
        try:
            chunks.get_offset(going)
        except UploadNotFound:
            order.append("told")

    with chunks.lock_for_finish(going):
        asking = threading.Thread(target=ask)
        asking.start()
        asking.join(0.1)
        order.append("finished")
        ended = upload.finish_upload(going, {"outcome": "new"})
    asking.join()
    assert order == ["finished", "told"]
    assert upload.find_upload(going.handle) == ended
    assert files() == [".json"]
    upload.discard_upload(ended)
    assert files() == []


def test_what_is_not_all_there_cannot_be_finished():
    going = begin()
    send(going, 0, 9_999)
    with pytest.raises(WriterReplaced), chunks.lock_for_finish(going):
        pass


# --- Trouble with the disk ------------------------------------------------------------------


def test_a_full_disk_keeps_what_came(monkeypatch):
    going = begin()
    send(going, 0, 500)
    monkeypatch.setattr(os, "pwrite", failing(errno.ENOSPC, after=os.pwrite))
    with pytest.raises(DiskFull):
        send(going, 500, 2000)
    monkeypatch.undo()
    assert chunks.get_offset(going) == 500
    assert send(going, 500, 10_000) == 10_000


def test_below_the_reserve_nothing_is_written(settings):
    going = begin()
    settings.DISK_RESERVE = 2**62
    with pytest.raises(DiskFull):
        send(going, 0, 500)
    assert chunks.get_offset(going) == 0


def test_after_a_failed_sync_nothing_of_it_is_believed(monkeypatch):
    going = begin()
    monkeypatch.setattr(os, "fsync", failing(errno.EIO))
    with pytest.raises(DiskFailure):
        send(going, 0, 500)
    monkeypatch.undo()
    assert files() == []
    with pytest.raises(UploadNotFound):
        chunks.get_offset(going)


def failing(number, after=None):
    """Like the real thing, but for the bytes of files."""

    def fail(*arguments):
        if after and len(arguments[1]) == 64:
            return after(*arguments)
        raise OSError(number, os.strerror(number))

    return fail
