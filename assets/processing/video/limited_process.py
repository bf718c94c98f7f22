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

from assets.processing.video.errors import Broken, Why

TETHER = Path(__file__).with_name("parent_death.py")
BEAT = 1.0
LAST_WORDS = 2000
LONGEST_ANSWER = 4 << 20
MEBIBYTE = 1 << 20

type Process = subprocess.Popen[bytes]
type Hear = Callable[[bytes], None]


class Limits(NamedTuple):
    """Bytes of memory and of each file written, seconds on the clock, threads."""

    memory: int = 2048 * MEBIBYTE
    output: int = 256 * MEBIBYTE
    seconds: float = 60
    threads: int = 2


def room_for(pixels: int, threads: int) -> int:
    """Decoders keep sixteen pictures and some for each thread, of up to three bytes a pixel."""
    return 1536 * MEBIBYTE + 3 * pixels * (16 + 2 * threads)


class Answer:
    """All that was said, unless it is more than anybody would want to know."""

    def __init__(self) -> None:
        self.said = bytearray()

    def __call__(self, piece: bytes) -> None:
        self.said += piece
        if len(self.said) > LONGEST_ANSWER:
            raise Broken(Why.TOO_LARGE, "what is said of it")


def answer(command: Sequence[str], limits: Limits) -> bytes:
    heard = Answer()
    run(command, limits, heard)
    return bytes(heard.said)


def run(
    command: Sequence[str],
    limits: Limits,
    hear: Hear = lambda piece: None,
    beat: Callable[[], None] = lambda: None,
) -> None:
    """HEAR gets what it says; BEAT is called every second, and may end it by an exception."""
    words = bytearray()

    def complain(piece: bytes) -> None:
        words[:] = (words + piece)[-LAST_WORDS:]

    deadline = time.monotonic() + limits.seconds
    with _started(command, limits) as process:
        _listen(process, {process.stdout: hear, process.stderr: complain}, deadline, beat)
        code = _code_of(process, deadline)
    if code:
        said = words.decode(errors="replace").strip()
        raise Broken(_why(code, said), said)


@contextmanager
def _started(command: Sequence[str], limits: Limits) -> Iterator[Process]:
    """It is ended with all that it may have started, before its number can be another's."""
    processor = int(limits.seconds * limits.threads) + 1
    numbers = map(str, (os.getpid(), limits.memory, processor, limits.output))
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-I", "-S", str(TETHER), *numbers, *command],
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


def _listen(
    process: Process, hearers: dict[object, Hear], deadline: float, beat: Callable[[], None]
) -> None:
    with selectors.DefaultSelector() as pipes:
        for pipe in hearers:
            pipes.register(pipe, selectors.EVENT_READ)  # type: ignore[arg-type]
        next_beat = time.monotonic()
        while pipes.get_map():
            for key, _ in pipes.select(BEAT):
                _take(pipes, key, hearers)
            if (now := time.monotonic()) >= next_beat:
                beat()
                next_beat = now + BEAT
            if now > deadline:
                raise Broken(Why.OVER_TIME)


def _take(
    pipes: selectors.BaseSelector, key: selectors.SelectorKey, hearers: dict[object, Hear]
) -> None:
    if piece := os.read(key.fd, 1 << 16):
        hearers[key.fileobj](piece)
    else:
        pipes.unregister(key.fileobj)


def _code_of(process: Process, deadline: float) -> int:
    try:
        return process.wait(max(deadline - time.monotonic(), BEAT))
    except subprocess.TimeoutExpired:
        raise Broken(Why.OVER_TIME) from None


def _why(code: int, said: str) -> Why:
    by_signal = {
        signal.SIGXCPU: Why.OVER_TIME,
        signal.SIGXFSZ: Why.TOO_LARGE,
        signal.SIGKILL: Why.OVER_MEMORY,
    }
    if code < 0:
        return by_signal.get(signal.Signals(-code), Why.CRASHED)
    words = {
        "Cannot allocate memory": Why.OVER_MEMORY,
        "No space left on device": Why.NO_ROOM,
        "File too large": Why.TOO_LARGE,
    }
    return next((why for word, why in words.items() if word in said), Why.UNREADABLE)
