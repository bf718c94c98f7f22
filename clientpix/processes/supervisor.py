"""Start child processes, watch them, restart them and stop them in time."""

import ctypes
import logging
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

logger = logging.getLogger(__name__)

STABLE_AFTER = 30.0
MAX_RESTART_DELAY = 30.0
POLL_INTERVAL = 0.2
PR_SET_PDEATHSIG = 1
IS_LINUX = sys.platform == "linux"


@dataclass
class ManagedProcess:
    """A process to keep running. An errand runs once and is not restarted."""

    name: str
    command: Callable[["ManagedProcess"], Sequence[str]]
    death_signal: signal.Signals = signal.SIGTERM
    runs_once: bool = False
    start_count: int = 0
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    restart_at: float = 0.0
    failures: int = 0

    def kill(self) -> None:
        """Kill the process and its own children."""
        if self.process:
            # It leads a session of its own, so its group holds everything that it started.
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def terminate(self) -> None:
        if self.process:
            self.process.terminate()

    def wait(self) -> int:
        """Wait for the end of the process and return its exit code."""
        code = self.process.wait() if self.process else 0
        self.process = None
        return code

    def start(self, now: float) -> None:
        self.start_count += 1
        follow_parent = partial(_die_with_parent, os.getpid(), self.death_signal)
        self.process = subprocess.Popen(  # noqa: S603
            self.command(self),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=follow_parent if IS_LINUX else None,
        )
        self.started_at = now

    def schedule_restart(self, now: float, code: int) -> None:
        """Note that the process ended, and set when to start the next one."""
        # At once after a clean exit, after a growing pause when it failed soon after its start.
        self.process = None
        was_stable = code == 0 or now - self.started_at >= STABLE_AFTER
        self.failures = 0 if was_stable else self.failures + 1
        pause = 0.0 if code == 0 else min(2.0 ** (max(self.failures, 1) - 1), MAX_RESTART_DELAY)
        self.restart_at = math.inf if self.runs_once else now + pause


@dataclass
class Supervisor:
    """Keeps processes running until it is stopped."""

    processes: list[ManagedProcess]
    grace: float = 3.0
    on_exit: Callable[[ManagedProcess, int], None] = lambda process, code: None
    is_stopping: bool = False

    def stop(self, *_: object) -> None:
        # Signal handlers call this. A lock could wait forever for the code they interrupted, so it
        # only sets a flag.
        self.is_stopping = True

    def stop_on_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop)

    def run(self, check: Callable[[], None] = lambda: None, every: float = 1.0) -> None:
        """Run the processes and call CHECK periodically. Return when all have ended."""
        next_check = time.monotonic()
        try:
            while not self.is_stopping:
                self._start_missing()
                if time.monotonic() >= next_check:
                    check()
                    next_check = time.monotonic() + every
                time.sleep(POLL_INTERVAL)
        finally:
            self._stop_all()

    def _start_missing(self) -> None:
        now = time.monotonic()
        for managed in self.processes:
            self._reap(managed, now)
            if managed.process is None and now >= managed.restart_at:
                self._start(managed, now)

    @staticmethod
    def _start(managed: ManagedProcess, now: float) -> None:
        try:
            managed.start(now)
        except OSError as error:
            # There may be no memory for a process now, but later.
            logger.warning("%s cannot be started: %s", managed.name, error)
            managed.started_at = now
            managed.schedule_restart(now, 1)

    def _reap(self, managed: ManagedProcess, now: float) -> None:
        if managed.process is None or (code := managed.process.poll()) is None:
            return
        if code:
            logger.warning("%s ended with code %s", managed.name, code)
        managed.kill()  # its children must not go on beside the next process
        self.on_exit(managed, code)
        managed.schedule_restart(now, code)

    def _stop_all(self) -> None:
        """Terminate all processes, and kill those that are left after the grace period."""
        self.is_stopping = True
        present = [managed for managed in self.processes if managed.process]
        for managed in present:
            managed.terminate()
        deadline = time.monotonic() + self.grace
        while any(managed.is_alive() for managed in present) and time.monotonic() < deadline:
            time.sleep(POLL_INTERVAL / 4)
        for managed in present:
            managed.kill()
        # Only now, so that a slow callback does not shorten anybody's grace period.
        for managed in present:
            self.on_exit(managed, managed.wait())


def _die_with_parent(parent: int, death_signal: signal.Signals) -> None:
    """Make Linux signal this child when its parent dies, even by kill -9."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, death_signal)
    # The parent may have died before the call.
    if os.getppid() != parent:
        os._exit(1)
