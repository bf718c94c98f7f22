"""Let the kernel restrict which files this process may touch, if the kernel has Landlock."""

import ctypes
import os
import struct
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

# These numbers are the same on every machine that Linux runs on.
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
GET_VERSION = 1
PATH_BENEATH = 1

WRITE_FILE, READ_FILE, READ_DIR = 1 << 1, 1 << 2, 1 << 3
REMOVE_FILE, MAKE_FILE, TRUNCATE = 1 << 5, 1 << 8, 1 << 14
READ = READ_FILE | READ_DIR
WRITE = READ | WRITE_FILE | REMOVE_FILE | MAKE_FILE | TRUNCATE
FILE_ACCESS = WRITE_FILE | READ_FILE | TRUNCATE

# How many kinds of file access each version knows.
ACCESS_BITS_BY_VERSION = {1: 13, 2: 14, 3: 15, 4: 15}
LATEST_ACCESS_BITS = 16
ALL_NETWORK = ALL_SCOPES = 0b11

_libc = ctypes.CDLL(None, use_errno=True)


def abi_version() -> int:
    """Return the version of Landlock, or 0 if the kernel or the container has none."""
    return max(0, int(_libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), GET_VERSION)))


def restrict(read: Iterable[Path], write: Iterable[Path]) -> None:
    """Forbid all other files and folders, for good. PR_SET_NO_NEW_PRIVS must have been set."""
    version = abi_version()
    if not version:
        return
    handled = (1 << ACCESS_BITS_BY_VERSION.get(version, LATEST_ACCESS_BITS)) - 1
    ruleset = _create_ruleset(version, handled)
    for access, paths in ((READ, read), (WRITE, write)):
        for path in paths:
            with suppress(FileNotFoundError, NotADirectoryError):
                _allow_path(ruleset, path, access & handled)
    _syscall(RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def _create_ruleset(version: int, handled: int) -> int:
    attributes = struct.pack("=QQQ", handled, ALL_NETWORK, ALL_SCOPES)
    # Older kernels refuse a structure that is longer than the one they know.
    length = 8 * (1 + (version >= 4) + (version >= 6))
    return _syscall(CREATE_RULESET, attributes, ctypes.c_size_t(length), 0)


def _allow_path(ruleset: int, path: Path, access: int) -> None:
    path_fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not path.is_dir():
            access &= FILE_ACCESS
        rule = struct.pack("=Qi", access, path_fd)
        _syscall(ADD_RULE, ruleset, PATH_BENEATH, rule, 0)
    finally:
        os.close(path_fd)


def _syscall(number: int, *arguments: object) -> int:
    result = int(_libc.syscall(number, *arguments))
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result
