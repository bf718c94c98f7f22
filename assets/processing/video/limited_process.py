"""Runs a program within limits, hears what it says, and ends it when its time is over."""

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from assets.processing.problems import Problem, ProcessingError

LAUNCHER = Path(__file__).with_name("parent_death.py")
TICK_SECONDS = 1.0
MAX_STDERR = 2000
MAX_OUTPUT = 4 << 20
MEBIBYTE = 1 << 20

type Process = subprocess.Popen[bytes]
type OnOutput = Callable[[bytes], None]


class Limits(NamedTuple):
    """Bytes of memory and of each file written, seconds on the clock, threads."""

    memory: int = 2048 * MEBIBYTE
    output: int = 256 * MEBIBYTE
    seconds: float = 60
    threads: int = 2


def memory_for(pixels: int, threads: int) -> int:
    """Decoders keep sixteen pictures and some for each thread, of up to three bytes a pixel."""
    return 1536 * MEBIBYTE + 3 * pixels * (16 + 2 * threads)


class OutputBuffer:
    """All that was said, unless it is more than anybody would want to know."""

    def __init__(self) -> None:
        self.said = bytearray()

    def __call__(self, piece: bytes) -> None:
        self.said += piece
        if len(self.said) > MAX_OUTPUT:
            raise ProcessingError(Problem.METADATA_TOO_LARGE)


def run_for_output(command: Sequence[str], limits: Limits) -> bytes:
    heard = OutputBuffer()
    run(command, limits, heard)
    return bytes(heard.said)


def run(
    command: Sequence[str],
    limits: Limits,
    hear: OnOutput = lambda piece: None,
    beat: Callable[[], None] = lambda: None,
) -> None:
    """HEAR gets what it says; BEAT is called every second, and may end it by an exception."""
    words = bytearray()

    def complain(piece: bytes) -> None:
        words[:] = (words + piece)[-MAX_STDERR:]

    deadline = time.monotonic() + limits.seconds
    with _start(command, limits) as process:
        _pump_output(process, {process.stdout: hear, process.stderr: complain}, deadline, beat)
        code = _wait_for_exit(process, deadline)
    if code:
        said = words.decode(errors="replace").strip()
        raise ProcessingError(_classify_exit(code, said), said)


@contextmanager
def _start(command: Sequence[str], limits: Limits) -> Iterator[Process]:
    """It is ended with all that it may have started, before its number can be another's."""
    processor = int(limits.seconds * limits.threads) + 1
    numbers = map(str, (os.getpid(), limits.memory, processor, limits.output))
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-I", "-S", str(LAUNCHER), *numbers, *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env=_environment(limits.threads),
    ) as process:
        try:
            yield process
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)


def _environment(threads: int) -> dict[str, str]:
    """Nothing of ours: the key and the database are no business of a decoder."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return kept | {"LC_ALL": "C", "OMP_NUM_THREADS": str(threads), "MALLOC_ARENA_MAX": "2"}


def _pump_output(
    process: Process, hearers: dict[object, OnOutput], deadline: float, beat: Callable[[], None]
) -> None:
    with selectors.DefaultSelector() as pipes:
        for pipe in hearers:
            pipes.register(pipe, selectors.EVENT_READ)  # type: ignore[arg-type]
        next_beat = time.monotonic()
        while pipes.get_map():
            for key, _ in pipes.select(TICK_SECONDS):
                _read_chunk(pipes, key, hearers)
            if (now := time.monotonic()) >= next_beat:
                beat()
                next_beat = now + TICK_SECONDS
            if now > deadline:
                raise ProcessingError(Problem.TIMED_OUT)


def _read_chunk(
    pipes: selectors.BaseSelector, key: selectors.SelectorKey, hearers: dict[object, OnOutput]
) -> None:
    if piece := os.read(key.fd, 1 << 16):
        hearers[key.fileobj](piece)
    else:
        pipes.unregister(key.fileobj)


def _wait_for_exit(process: Process, deadline: float) -> int:
    try:
        return process.wait(max(deadline - time.monotonic(), TICK_SECONDS))
    except subprocess.TimeoutExpired:
        raise ProcessingError(Problem.TIMED_OUT) from None


def _classify_exit(code: int, said: str) -> Problem:
    by_signal = {
        signal.SIGXCPU: Problem.TIMED_OUT,
        signal.SIGXFSZ: Problem.OUTPUT_TOO_LARGE,
        signal.SIGKILL: Problem.OUT_OF_MEMORY,
    }
    if code < 0:
        return by_signal.get(signal.Signals(-code), Problem.CRASHED)
    words = {
        "Cannot allocate memory": Problem.OUT_OF_MEMORY,
        "No space left on device": Problem.DISK_FULL,
        "File too large": Problem.OUTPUT_TOO_LARGE,
    }
    return next((problem for word, problem in words.items() if word in said), Problem.DAMAGED)
