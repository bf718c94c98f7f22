"""The sandboxed child process, from the fork to its exit."""

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
    """The write ends for the answer, and for what C libraries print on stderr."""

    answer: int
    stderr: int


def run_child(
    function: Callable[..., object],
    arguments: Sequence[object],
    restrictions: tuple[Limits, Path | None],
    pipes: ChildPipes,
    parent: int,
) -> NoReturn:
    """Call the function inside the sandbox, write the answer and exit."""
    code = 1
    try:
        _detach_from_parent(pipes)
        _die_with_parent(parent)
        _enter_sandbox(arguments, *restrictions)
        _write_all(pipes.answer, _compute_answer(function, arguments))
        code = 0
    finally:
        # Exit handlers and buffers belong to the parent, and must not run or be flushed here.
        os._exit(code)


def _detach_from_parent(pipes: ChildPipes) -> None:
    """Let go of the parent's connections, files and signal handlers."""
    # Collecting the parent's garbage would close its connections, and copy its memory pages.
    gc.freeze()
    devnull = os.open(os.devnull, os.O_RDWR)
    for old, new in ((devnull, 0), (devnull, 1), (pipes.stderr, 2)):
        os.dup2(old, new)
    os.closerange(3, pipes.answer)
    os.closerange(pipes.answer + 1, os.sysconf("SC_OPEN_MAX"))
    signal.set_wakeup_fd(-1)
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


def _die_with_parent(parent: int) -> None:
    """Move to a process group of its own, and be killed when the parent dies."""
    os.setpgid(0, 0)
    _libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    # The parent may have died before the line above: then no signal will come.
    if os.getppid() != parent:
        os._exit(1)
    # When the machine runs out of memory, this process is killed first.
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(OOM_SCORE)


def _enter_sandbox(arguments: Sequence[object], maxima: Limits, folder: Path | None) -> None:
    limits.apply_limits(maxima)
    # Landlock and seccomp both require this.
    if _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "PR_SET_NO_NEW_PRIVS failed")
    readable = [argument for argument in arguments if isinstance(argument, Path)]
    landlock.restrict([*LIBRARIES, *readable], [folder] if folder else [])
    seccomp.install_filter()


def _compute_answer(function: Callable[..., object], arguments: Sequence[object]) -> bytes:
    try:
        return json.dumps({"result": function(*arguments)}).encode()
    except ProcessingError as error:
        problem, detail = error.problem, error.detail
    except MemoryError:
        problem, detail = Problem.OUT_OF_MEMORY, ""
    except Exception as error:  # decoders raise anything when a file is damaged
        problem, detail = _classify_error(error), f"{type(error).__name__}: {error}"
    return json.dumps({"problem": problem, "detail": detail[:MAX_DETAIL]}).encode()


def _classify_error(error: Exception) -> Problem:
    by_errno = {
        errno.EFBIG: Problem.OUTPUT_TOO_LARGE,
        errno.ENOMEM: Problem.OUT_OF_MEMORY,
        errno.ENOSPC: Problem.DISK_FULL,
        errno.EDQUOT: Problem.DISK_FULL,
    }
    if isinstance(error, OSError) and error.errno in by_errno:
        return by_errno[error.errno]
    # Libraries that run out of memory raise all kinds of errors, but mention it in the message.
    return Problem.OUT_OF_MEMORY if "memory" in str(error).lower() else Problem.DAMAGED


def _write_all(pipe: int, data: bytes) -> None:
    sys.stderr.flush()
    while data:
        data = data[os.write(pipe, data) :]
