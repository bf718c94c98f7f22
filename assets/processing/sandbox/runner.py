"""Forks, listens, and ends what has gone on for too long."""

import json
import os
import selectors
import signal
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from assets.processing.problems import Problem, ProcessingError
from assets.processing.sandbox import child
from assets.processing.sandbox.limits import DEFAULT_LIMITS, Limits

CHUNK_SIZE = 1 << 16
MAX_STDERR = 2000


class Pipe:
    """What a child says, as far as anybody wants to know."""

    def __init__(self, most: int) -> None:
        self.most, self.heard, self.is_too_long = most, bytearray(), False
        self.read_fd, self.write_fd = os.pipe()
        os.set_blocking(self.read_fd, False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        os.close(self.read_fd)
        self.close_write_end()

    def close_write_end(self) -> None:
        if self.write_fd >= 0:
            os.close(self.write_fd)
            self.write_fd = -1

    def hear(self) -> bool:
        """False when there is nothing more, for now or for good."""
        try:
            piece = os.read(self.read_fd, CHUNK_SIZE)
        except BlockingIOError:
            return False
        room = self.most - len(self.heard)
        self.is_too_long |= len(piece) > room
        self.heard += piece[:room]
        return bool(piece)


def run(
    look: Callable[..., object],
    *arguments: object,
    limits: Limits = DEFAULT_LIMITS,
    into: Path | None = None,
) -> Any:
    """What LOOK says of ARGUMENTS. It may read the paths among them, and write to INTO."""
    deadline = time.monotonic() + limits.wall
    with Pipe(limits.answer) as answer, Pipe(MAX_STDERR) as complaint:
        ends = child.ChildPipes(answer.write_fd, complaint.write_fd)
        pid = _fork(look, arguments, (limits, into), ends)
        try:
            for pipe in (answer, complaint):
                pipe.close_write_end()
            in_time = _read_until_exit(pid, answer, complaint, deadline)
        finally:
            status = _kill_and_reap(pid)
        said = complaint.heard.decode(errors="replace").strip()
        if not in_time:
            raise ProcessingError(Problem.TIMED_OUT, said)
        if answer.is_too_long:
            raise ProcessingError(Problem.OUTPUT_TOO_LARGE, "too long an answer")
        return _parse_answer(bytes(answer.heard), status, said)


def _fork(
    look: Callable[..., object],
    arguments: tuple[object, ...],
    confines: tuple[Limits, Path | None],
    ends: child.ChildPipes,
) -> int:
    """No signal may reach the child while it still has the parent's handlers."""
    parent = os.getpid()
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        # Threads that the parent may have hold nothing that the child is going to ask for.
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            pid = os.fork()
            if not pid:
                child.run_child(look, arguments, confines, ends, parent)
        with suppress(OSError):  # the child does it as well; whoever is first
            os.setpgid(pid, pid)
        return pid
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _read_until_exit(pid: int, answer: Pipe, complaint: Pipe, deadline: float) -> bool:
    """Until the child is gone, whoever else may hold its pipes; False when that took too long."""
    alive = os.pidfd_open(pid)
    try:
        with selectors.DefaultSelector() as ears:
            for pipe in (answer, complaint):
                ears.register(pipe.read_fd, selectors.EVENT_READ, pipe)
            ears.register(alive, selectors.EVENT_READ)
            return _poll(ears, answer, deadline)
    finally:
        os.close(alive)
        while answer.hear() or complaint.hear():
            pass


def _poll(ears: selectors.BaseSelector, answer: Pipe, deadline: float) -> bool:
    while (left := deadline - time.monotonic()) > 0 and not answer.is_too_long:
        for key, _ in ears.select(left):
            if key.data is None:
                return True
            if not key.data.hear():
                ears.unregister(key.fileobj)
    return answer.is_too_long


def _kill_and_reap(pid: int) -> int:
    """With everything that it may have started; only then may its number be another's."""
    for number in (pid, -pid):
        with suppress(OSError):
            os.kill(number, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _parse_answer(heard: bytes, status: int, said: str) -> Any:
    """A decoder that was taken over may say anything, so nothing is taken on trust."""
    if status:
        raise ProcessingError(
            _classify_status(status), f"{_describe_status(status)} {said}".strip()
        )
    try:
        answer = json.loads(heard)
        if "result" in answer:
            return answer["result"]
        problem, detail = Problem(answer["problem"]), str(answer["detail"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ProcessingError(Problem.CRASHED, "no sensible answer") from error
    raise ProcessingError(problem, detail or said)


def _classify_status(status: int) -> Problem:
    by_signal = {
        signal.SIGXCPU: Problem.TIMED_OUT,
        signal.SIGXFSZ: Problem.OUTPUT_TOO_LARGE,
        signal.SIGKILL: Problem.OUT_OF_MEMORY,
    }
    return next(
        (problem for number, problem in by_signal.items() if status == -number), Problem.CRASHED
    )


def _describe_status(status: int) -> str:
    return signal.Signals(-status).name if status < 0 else f"exit {status}"
