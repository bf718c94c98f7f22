"""Fork a sandboxed child, read its answer, and kill it when it takes too long."""

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
    """A pipe from the child that keeps at most so many bytes."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes, self.received, self.is_too_long = max_bytes, bytearray(), False
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

    def read_chunk(self) -> bool:
        """Return False if there is nothing to read, now or ever again."""
        try:
            chunk = os.read(self.read_fd, CHUNK_SIZE)
        except BlockingIOError:
            return False
        room = self.max_bytes - len(self.received)
        self.is_too_long |= len(chunk) > room
        self.received += chunk[:room]
        return bool(chunk)


def run(
    function: Callable[..., object],
    *arguments: object,
    limits: Limits = DEFAULT_LIMITS,
    folder: Path | None = None,
) -> Any:
    """Call a function in a sandbox, and return what it returns.

    It may read the paths among its arguments, and write to the folder. Whatever goes wrong is
    raised as ProcessingError.
    """
    deadline = time.monotonic() + limits.wall
    with Pipe(limits.answer) as answer, Pipe(MAX_STDERR) as stderr:
        pipes = child.ChildPipes(answer.write_fd, stderr.write_fd)
        pid = _fork(function, arguments, (limits, folder), pipes)
        try:
            for pipe in (answer, stderr):
                pipe.close_write_end()
            is_in_time = _read_until_exit(pid, answer, stderr, deadline)
        finally:
            status = _kill_and_reap(pid)
        printed = stderr.received.decode(errors="replace").strip()
        if not is_in_time:
            raise ProcessingError(Problem.TIMED_OUT, printed)
        if answer.is_too_long:
            raise ProcessingError(Problem.OUTPUT_TOO_LARGE, "the answer is too long")
        return _parse_answer(bytes(answer.received), status, printed)


def _fork(
    function: Callable[..., object],
    arguments: tuple[object, ...],
    restrictions: tuple[Limits, Path | None],
    pipes: child.ChildPipes,
) -> int:
    parent = os.getpid()
    # No signal may reach the child while it still has the parent's handlers.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        # Python warns of forks beside threads, but the child needs no lock that they may hold.
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            pid = os.fork()
            if not pid:
                child.run_child(function, arguments, restrictions, pipes, parent)
        with suppress(OSError):  # the child does it too, and either may be first
            os.setpgid(pid, pid)
        return pid
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _read_until_exit(pid: int, answer: Pipe, stderr: Pipe, deadline: float) -> bool:
    """Read the pipes until the child exits. Return False if it takes too long."""
    # The end of the pipes proves nothing: another process may hold their other ends.
    pidfd = os.pidfd_open(pid)
    try:
        with selectors.DefaultSelector() as selector:
            for pipe in (answer, stderr):
                selector.register(pipe.read_fd, selectors.EVENT_READ, pipe)
            selector.register(pidfd, selectors.EVENT_READ)
            return _poll(selector, answer, deadline)
    finally:
        os.close(pidfd)
        while answer.read_chunk() or stderr.read_chunk():
            pass


def _poll(selector: selectors.BaseSelector, answer: Pipe, deadline: float) -> bool:
    while (left := deadline - time.monotonic()) > 0 and not answer.is_too_long:
        for key, _ in selector.select(left):
            if key.data is None:
                return True
            if not key.data.read_chunk():
                selector.unregister(key.fileobj)
    return answer.is_too_long


def _kill_and_reap(pid: int) -> int:
    """Kill the child and everything it started. Return its exit code."""
    # Until it is waited for, no other process can get its pid or its process group.
    for target in (pid, -pid):
        with suppress(OSError):
            os.kill(target, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _parse_answer(received: bytes, status: int, printed: str) -> Any:
    # A decoder that was taken over can answer anything, so nothing in it is trusted.
    if status:
        raise ProcessingError(
            _classify_status(status), f"{_describe_status(status)} {printed}".strip()
        )
    try:
        answer = json.loads(received)
        if "result" in answer:
            return answer["result"]
        problem, detail = Problem(answer["problem"]), str(answer["detail"])
        if problem.is_of_server and problem is not Problem.DISK_FULL:
            raise ValueError(problem)  # the programs of the server are none of its business
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ProcessingError(Problem.CRASHED, "the answer makes no sense") from error
    raise ProcessingError(problem, detail or printed)


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
