"""What the fenced process does, from its first breath to its last."""

import ctypes
import errno
import gc
import json
import os
import signal
import sys
import sysconfig
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, NoReturn

from assets.processing.sandbox import landlock, limits, seccomp
from assets.processing.sandbox.errors import Broken, Why
from assets.processing.sandbox.limits import Limits

PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38
FIRST_TO_GO = "500"
LONGEST_WORDS = 500

LIBRARIES = [
    Path(folder)
    for folder in {
        *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
        *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib"),
    }
]

_libc = ctypes.CDLL(None, use_errno=True)


class Ends(NamedTuple):
    """Where the answer goes, and where the complaints of C libraries go."""

    answer: int
    complaint: int


def live(
    look: Callable[..., object],
    arguments: Sequence[object],
    confines: tuple[Limits, Path | None],
    ends: Ends,
    parent: int,
) -> NoReturn:
    """Look, answer, and be gone without a word: nothing here belongs to this process."""
    code = 1
    try:
        _let_go(ends)
        _stay_below(parent)
        _go_inside(arguments, *confines)
        _write(ends.answer, _answer(look, arguments))
        code = 0
    finally:
        os._exit(code)


def _let_go(ends: Ends) -> None:
    """The parent's connections, files, handlers and garbage stay the parent's."""
    gc.freeze()
    nothing = os.open(os.devnull, os.O_RDWR)
    for old, new in ((nothing, 0), (nothing, 1), (ends.complaint, 2)):
        os.dup2(old, new)
    os.closerange(3, ends.answer)
    os.closerange(ends.answer + 1, os.sysconf("SC_OPEN_MAX"))
    signal.set_wakeup_fd(-1)
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


def _stay_below(parent: int) -> None:
    """In a group of its own that ends with the parent; if memory is short, it is first to go."""
    os.setpgid(0, 0)
    _libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(FIRST_TO_GO)


def _go_inside(arguments: Sequence[object], most: Limits, into: Path | None) -> None:
    limits.obey(most)
    if _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "the fence has no gate")
    read = [argument for argument in arguments if isinstance(argument, Path)]
    landlock.confine([*LIBRARIES, *read], [into] if into else [])
    seccomp.refuse()


def _answer(look: Callable[..., object], arguments: Sequence[object]) -> bytes:
    try:
        return json.dumps({"result": look(*arguments)}).encode()
    except Broken as trouble:
        why, said = trouble.why, trouble.said
    except MemoryError:
        why, said = Why.OVER_MEMORY, ""
    except Exception as error:  # whatever a decoder may raise, it is about this file
        why, said = _why(error), f"{type(error).__name__}: {error}"
    return json.dumps({"why": why, "said": said[:LONGEST_WORDS]}).encode()


def _why(error: Exception) -> Why:
    """Libraries that ran out of memory say so in words."""
    by_number = {
        errno.EFBIG: Why.OVER_SIZE,
        errno.ENOMEM: Why.OVER_MEMORY,
        errno.ENOSPC: Why.NO_ROOM,
        errno.EDQUOT: Why.NO_ROOM,
    }
    if isinstance(error, OSError) and error.errno in by_number:
        return by_number[error.errno]
    return Why.OVER_MEMORY if "memory" in str(error).lower() else Why.UNREADABLE


def _write(end: int, words: bytes) -> None:
    sys.stderr.flush()
    while words:
        words = words[os.write(end, words) :]
