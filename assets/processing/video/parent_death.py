"""Puts limits on itself, then becomes the program that is to run inside them.

A program of its own, so that nothing has to be done between a fork and an exec; it imports
nothing of ours.
"""

import ctypes
import os
import resource
import signal
import sys
from contextlib import suppress

PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38
NICENESS = 10
OOM_SCORE = "500"


def main(parent: str, memory: str, processor: str, output: str, *command: str) -> None:
    os.nice(NICENESS)
    _set_limit(resource.RLIMIT_CORE, 0)
    _set_limit(resource.RLIMIT_NOFILE, 64)
    _set_limit(resource.RLIMIT_FSIZE, int(output))
    _set_limit(resource.RLIMIT_CPU, int(processor), int(processor) + 1)
    if sys.platform == "linux":
        _unshare_network()
        _die_with(int(parent))
        _raise_oom_score()
        _set_limit(resource.RLIMIT_AS, int(memory))
    os.execvp(command[0], command)  # noqa: S606


def _set_limit(what: int, soft: int, hard: int | None = None) -> None:
    """A limit that is lower already stays as it is."""
    most = resource.getrlimit(what)[1]
    wanted = [soft, soft if hard is None else hard]
    if most != resource.RLIM_INFINITY:
        wanted = [min(limit, most) for limit in wanted]
    resource.setrlimit(what, (wanted[0], wanted[1]))


def _unshare_network() -> None:
    """Where that is permitted; root needs no other name for it."""
    with suppress(OSError):
        os.unshare(os.CLONE_NEWNET | (os.CLONE_NEWUSER if os.geteuid() else 0))


def _die_with(parent: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL))
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def _raise_oom_score() -> None:
    """Where memory runs out, better a film than the database."""
    with suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:  # noqa: PTH123
        score.write(OOM_SCORE)


if __name__ == "__main__":
    main(*sys.argv[1:])
