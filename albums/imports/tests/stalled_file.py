"""A file that hangs whoever reads it, like one on a server that does not answer any more."""

import ctypes
import os
import select
from contextlib import contextmanager

import pytest

MAY_DECIDE, ADD, ON_READING, HERE = 0x4, 0x1, 0x20000, -100
PATIENCE = 120


class Stalled:
    """The kernel asks us whether it may be read; we say nothing."""

    def __init__(self, descriptor):
        self._descriptor = descriptor

    def until_somebody_reads(self):
        assert select.select([self._descriptor], [], [], PATIENCE)[0]


@contextmanager
def stalled(path):
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = libc.fanotify_init(MAY_DECIDE, os.O_RDONLY)
    if descriptor < 0:
        pytest.skip("only root may hold back what is read")
    try:
        mark = (ADD, ctypes.c_uint64(ON_READING), HERE, os.fsencode(path))
        if libc.fanotify_mark(descriptor, *mark):
            pytest.skip("this system cannot hold back what is read")
        yield Stalled(descriptor)
    finally:
        os.close(descriptor)
