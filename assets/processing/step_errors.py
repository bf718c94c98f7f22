import errno

from assets.storage import vault

NO_ROOM = "no room on the disk"
HARDLY_ANY = 1024**2


class Setback(Exception):
    """A step of developing that cannot be taken; a passing one may be tried again later."""

    def __init__(self, why, *, is_passing=False):
        super().__init__(why)
        self.why, self.is_passing = why, is_passing


def of(trouble, passing):
    """What stood in the way of a step; a full disk is no fault of any file.

    Programs that find no room call that by many names.
    """
    if trouble.why == NO_ROOM or vault.free() < HARDLY_ANY:
        return vault.Full(errno.ENOSPC, str(trouble))
    return Setback(str(trouble.why), is_passing=trouble.why in passing)
