"""A file whose readers hang, like a file on a server that doesn't answer any more."""

import ctypes
import os
import select
from contextlib import contextmanager

import pytest

# Constants of fanotify(7), which Python doesn't wrap.
FAN_CLASS_CONTENT, FAN_MARK_ADD, FAN_ACCESS_PERM, AT_FDCWD = 0x4, 0x1, 0x20000, -100
PATIENCE = 120


class StalledFile:
    """The kernel asks this process whether the file may be read and never gets an answer."""

    def __init__(self, descriptor):
        self._descriptor = descriptor

    def wait_for_reader(self):
        assert select.select([self._descriptor], [], [], PATIENCE)[0]


@contextmanager
def stall_reading(path):
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = libc.fanotify_init(FAN_CLASS_CONTENT, os.O_RDONLY)
    if descriptor < 0:
        pytest.skip("only root can stall the reading of a file")
    try:
        mark = (FAN_MARK_ADD, ctypes.c_uint64(FAN_ACCESS_PERM), AT_FDCWD, os.fsencode(path))
        if libc.fanotify_mark(descriptor, *mark):
            pytest.skip("this system can't stall the reading of a file")
        yield StalledFile(descriptor)
    finally:
        os.close(descriptor)
