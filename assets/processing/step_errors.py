import errno

from assets.storage import vault

DISK_FULL = "no room on the disk"
MIN_FREE_BYTES = 1024**2


class StepError(Exception):
    """A step of developing that cannot be taken; a passing one may be tried again later."""

    def __init__(self, why, *, is_passing=False):
        super().__init__(why)
        self.why, self.is_passing = why, is_passing


def from_error(trouble, passing):
    """What stood in the way of a step; a full disk is no fault of any file.

    Programs that find no room call that by many names.
    """
    if trouble.why == DISK_FULL or vault.free_space() < MIN_FREE_BYTES:
        return vault.DiskFull(errno.ENOSPC, str(trouble))
    return StepError(str(trouble.why), is_passing=trouble.why in passing)
