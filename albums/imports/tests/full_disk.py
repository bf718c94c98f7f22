"""A disk that counts as full because all of its free space is reserved."""

import shutil
from tempfile import gettempdir

import pytest

MAX_RESERVE_MB = 1024**2
FULL_DISK = {"CLIENTPIX_DISK_RESERVE": str(MAX_RESERVE_MB)}

needs_full_disk = pytest.mark.skipif(
    shutil.disk_usage(gettempdir()).free > MAX_RESERVE_MB * 1024**2,
    reason="more space is free than can be reserved",
)
