"""Limits of memory, time and files for a sandboxed process."""

import resource
from pathlib import Path
from typing import NamedTuple

MEBIBYTE = 1 << 20


class Limits(NamedTuple):
    """Sizes in bytes, times in seconds."""

    memory: int = 1200 * MEBIBYTE  # in addition to what the parent has mapped
    cpu_seconds: int = 20
    wall: float = 30
    output: int = 200 * MEBIBYTE
    answer: int = 1 * MEBIBYTE
    files: int = 64


DEFAULT_LIMITS = Limits()


def apply_limits(limits: Limits) -> None:
    """Limit this process for good."""
    _set_limit(resource.RLIMIT_CORE, 0)
    _set_limit(resource.RLIMIT_NOFILE, limits.files)
    _set_limit(resource.RLIMIT_FSIZE, limits.output)
    # A process that ignores SIGXCPU at the soft limit is killed a second later.
    _set_limit(resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1)
    _set_limit(resource.RLIMIT_AS, _mapped_bytes() + limits.memory)


def _set_limit(kind: int, soft: int, hard: int | None = None) -> None:
    """Lower a limit, but never raise one."""
    current = resource.getrlimit(kind)[1]
    limits = (soft, soft if hard is None else hard)
    if current != resource.RLIM_INFINITY:
        limits = (min(limits[0], current), min(limits[1], current))
    resource.setrlimit(kind, limits)


def _mapped_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()
