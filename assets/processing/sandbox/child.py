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

from assets.processing.problems import Problem, ProcessingError
from assets.processing.sandbox import landlock, limits, seccomp
from assets.processing.sandbox.limits import Limits

PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38
OOM_SCORE = "500"
MAX_DETAIL = 500

LIBRARIES = [
    Path(folder)
    for folder in {
        *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
        *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib"),
    }
]

_libc = ctypes.CDLL(None, use_errno=True)


class ChildPipes(NamedTuple):
    """Where the answer goes, and where the complaints of C libraries go."""

    answer: int
    complaint: int


def run_child(
    look: Callable[..., object],
    arguments: Sequence[object],
    confines: tuple[Limits, Path | None],
    ends: ChildPipes,
    parent: int,
) -> NoReturn:
    """Look, answer, and be gone without a word: nothing here belongs to this process."""
    code = 1
    try:
        _detach_from_parent(ends)
        _die_with_parent(parent)
        _enter_sandbox(arguments, *confines)
        _write_all(ends.answer, _compute_answer(look, arguments))
        code = 0
    finally:
        os._exit(code)


def _detach_from_parent(ends: ChildPipes) -> None:
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


def _die_with_parent(parent: int) -> None:
    """In a group of its own that ends with the parent; if memory is short, it is first to go."""
    os.setpgid(0, 0)
    _libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(OOM_SCORE)


def _enter_sandbox(arguments: Sequence[object], most: Limits, into: Path | None) -> None:
    limits.apply_limits(most)
    if _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "the fence has no gate")
    read = [argument for argument in arguments if isinstance(argument, Path)]
    landlock.restrict([*LIBRARIES, *read], [into] if into else [])
    seccomp.install_filter()


def _compute_answer(look: Callable[..., object], arguments: Sequence[object]) -> bytes:
    try:
        return json.dumps({"result": look(*arguments)}).encode()
    except ProcessingError as error:
        problem, detail = error.problem, error.detail
    except MemoryError:
        problem, detail = Problem.OUT_OF_MEMORY, ""
    except Exception as error:  # whatever a decoder may raise, it is about this file
        problem, detail = _classify_error(error), f"{type(error).__name__}: {error}"
    return json.dumps({"problem": problem, "detail": detail[:MAX_DETAIL]}).encode()


def _classify_error(error: Exception) -> Problem:
    """Libraries that ran out of memory say so in words."""
    by_number = {
        errno.EFBIG: Problem.OUTPUT_TOO_LARGE,
        errno.ENOMEM: Problem.OUT_OF_MEMORY,
        errno.ENOSPC: Problem.DISK_FULL,
        errno.EDQUOT: Problem.DISK_FULL,
    }
    if isinstance(error, OSError) and error.errno in by_number:
        return by_number[error.errno]
    return Problem.OUT_OF_MEMORY if "memory" in str(error).lower() else Problem.DAMAGED


def _write_all(end: int, words: bytes) -> None:
    sys.stderr.flush()
    while words:
        words = words[os.write(end, words) :]
