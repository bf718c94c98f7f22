"""Limit this process, then replace it with the program that must run within the limits.

This is a program of its own, so that no Python code runs between fork and exec, which is unsafe
beside threads. It imports only the standard library.
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


def main(parent: str, memory: str, cpu_seconds: str, output: str, *command: str) -> None:
    os.nice(NICENESS)
    _set_limit(resource.RLIMIT_CORE, 0)
    _set_limit(resource.RLIMIT_NOFILE, 64)
    _set_limit(resource.RLIMIT_FSIZE, int(output))
    _set_limit(resource.RLIMIT_CPU, int(cpu_seconds), int(cpu_seconds) + 1)
    if sys.platform == "linux":
        _unshare_network()
        _die_with(int(parent))
        _raise_oom_score()
        _set_limit(resource.RLIMIT_AS, int(memory))
    os.execvp(command[0], command)  # noqa: S606


def _set_limit(kind: int, soft: int, hard: int | None = None) -> None:
    """Lower a limit, but never raise one."""
    current = resource.getrlimit(kind)[1]
    limits = [soft, soft if hard is None else hard]
    if current != resource.RLIM_INFINITY:
        limits = [min(limit, current) for limit in limits]
    resource.setrlimit(kind, (limits[0], limits[1]))


def _unshare_network() -> None:
    # Not every system permits it. Only root can do it without a user namespace.
    with suppress(OSError):
        os.unshare(os.CLONE_NEWNET | (os.CLONE_NEWUSER if os.geteuid() else 0))


def _die_with(parent: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL))
    # The parent may have died before: then no signal will come.
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def _raise_oom_score() -> None:
    # When memory runs out, this process is killed before the database is.
    with suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:  # noqa: PTH123
        score.write(OOM_SCORE)


if __name__ == "__main__":
    main(*sys.argv[1:])
