"""How much a fenced process may take, whatever it reads."""

import resource
from pathlib import Path
from typing import NamedTuple

MEBIBYTE = 1 << 20


class Limits(NamedTuple):
    """MEMORY is counted beyond what the parent has mapped; times are in seconds."""

    memory: int = 1200 * MEBIBYTE
    cpu_seconds: int = 20
    wall: float = 30
    output: int = 200 * MEBIBYTE
    answer: int = 1 * MEBIBYTE
    files: int = 64


DEFAULT_LIMITS = Limits()


def apply_limits(limits: Limits) -> None:
    """From now on, for good. The last second is for whoever does not hear the first warning."""
    _set_limit(resource.RLIMIT_CORE, 0)
    _set_limit(resource.RLIMIT_NOFILE, limits.files)
    _set_limit(resource.RLIMIT_FSIZE, limits.output)
    _set_limit(resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1)
    _set_limit(resource.RLIMIT_AS, _mapped_bytes() + limits.memory)


def _set_limit(what: int, soft: int, hard: int | None = None) -> None:
    """A limit that is lower already stays as it is."""
    most = resource.getrlimit(what)[1]
    wanted = (soft, soft if hard is None else hard)
    if most != resource.RLIM_INFINITY:
        wanted = (min(wanted[0], most), min(wanted[1], most))
    resource.setrlimit(what, wanted)


def _mapped_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()
