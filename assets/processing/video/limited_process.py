"""Run a program within limits, read its output, and kill it when it takes too long."""

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
    """Limits in bytes (memory, each file that is written), seconds and threads."""

    memory: int = 2048 * MEBIBYTE
    output: int = 256 * MEBIBYTE
    seconds: float = 60
    threads: int = 2


def memory_for(pixels: int, threads: int) -> int:
    # Decoders keep 16 frames, and 2 for each thread, of up to 3 bytes per pixel.
    return 1536 * MEBIBYTE + 3 * pixels * (16 + 2 * threads)


class OutputBuffer:
    """Collects output, up to MAX_OUTPUT bytes."""

    def __init__(self) -> None:
        self.data = bytearray()

    def __call__(self, chunk: bytes) -> None:
        self.data += chunk
        if len(self.data) > MAX_OUTPUT:
            raise ProcessingError(Problem.METADATA_TOO_LARGE)


def run_for_output(command: Sequence[str], limits: Limits) -> bytes:
    output = OutputBuffer()
    run(command, limits, output)
    return bytes(output.data)


def run(
    command: Sequence[str],
    limits: Limits,
    on_output: OnOutput = lambda chunk: None,
    on_tick: Callable[[], None] = lambda: None,
) -> None:
    """Run a command. on_tick is called every second; if it raises, the process is killed."""
    errors = bytearray()

    def on_error_output(chunk: bytes) -> None:
        errors[:] = (errors + chunk)[-MAX_STDERR:]

    deadline = time.monotonic() + limits.seconds
    with _start(command, limits) as process:
        _pump_output(
            process,
            {process.stdout: on_output, process.stderr: on_error_output},
            deadline,
            on_tick,
        )
        code = _wait_for_exit(process, deadline)
    if code:
        message = errors.decode(errors="replace").strip()
        raise ProcessingError(_classify_exit(code, message), message)


@contextmanager
def _start(command: Sequence[str], limits: Limits) -> Iterator[Process]:
    """Start a process, and kill it with everything it started before it is waited for."""
    # Once it was waited for, its pid could belong to another process.
    cpu_seconds = int(limits.seconds * limits.threads) + 1
    numbers = map(str, (os.getpid(), limits.memory, cpu_seconds, limits.output))
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
    # Without the secret key and the address of the database, which no decoder needs.
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return kept | {"LC_ALL": "C", "OMP_NUM_THREADS": str(threads), "MALLOC_ARENA_MAX": "2"}


def _pump_output(
    process: Process, readers: dict[object, OnOutput], deadline: float, on_tick: Callable[[], None]
) -> None:
    with selectors.DefaultSelector() as pipes:
        for pipe in readers:
            pipes.register(pipe, selectors.EVENT_READ)  # type: ignore[arg-type]
        next_tick = time.monotonic()
        while pipes.get_map():
            for key, _ in pipes.select(TICK_SECONDS):
                _read_chunk(pipes, key, readers)
            if (now := time.monotonic()) >= next_tick:
                on_tick()
                next_tick = now + TICK_SECONDS
            if now > deadline:
                raise ProcessingError(Problem.TIMED_OUT)


def _read_chunk(
    pipes: selectors.BaseSelector, key: selectors.SelectorKey, readers: dict[object, OnOutput]
) -> None:
    if chunk := os.read(key.fd, 1 << 16):
        readers[key.fileobj](chunk)
    else:
        pipes.unregister(key.fileobj)


def _wait_for_exit(process: Process, deadline: float) -> int:
    try:
        return process.wait(max(deadline - time.monotonic(), TICK_SECONDS))
    except subprocess.TimeoutExpired:
        raise ProcessingError(Problem.TIMED_OUT) from None


def _classify_exit(code: int, message: str) -> Problem:
    by_signal = {
        signal.SIGXCPU: Problem.TIMED_OUT,
        signal.SIGXFSZ: Problem.OUTPUT_TOO_LARGE,
        signal.SIGKILL: Problem.OUT_OF_MEMORY,
    }
    if code < 0:
        return by_signal.get(signal.Signals(-code), Problem.CRASHED)
    phrases = {
        "Cannot allocate memory": Problem.OUT_OF_MEMORY,
        "No space left on device": Problem.DISK_FULL,
        "File too large": Problem.OUTPUT_TOO_LARGE,
    }
    return next(
        (problem for phrase, problem in phrases.items() if phrase in message), Problem.DAMAGED
    )
