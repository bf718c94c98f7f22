"""Child processes that are always there: started, watched, started again, ended in time."""

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
    """A place that one process holds at a time; an errand is done once and not followed."""

    name: str
    command: Callable[["ManagedProcess"], Sequence[str]]
    parting: signal.Signals = signal.SIGTERM
    is_errand: bool = False
    serial: int = 0
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    falls: int = 0

    def kill(self) -> None:
        """With whatever it has started itself."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def ask_to_end(self) -> None:
        if self.process:
            self.process.terminate()

    def last_words(self) -> int:
        """The code that it ended with; the post is empty now."""
        code = self.process.wait() if self.process else 0
        self.process = None
        return code

    def start(self, now: float) -> None:
        self.serial += 1
        self.process = subprocess.Popen(  # noqa: S603
            self.command(self),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=partial(_die_with_parent, os.getpid(), self.parting) if IS_LINUX else None,
        )
        self.started_at = now

    def clear(self, now: float, code: int) -> None:
        """The process ended: a clean end is followed at once, a fall after a growing pause."""
        self.process = None
        has_lived_well = code == 0 or now - self.started_at >= STABLE_AFTER
        self.falls = 0 if has_lived_well else self.falls + 1
        pause = 0.0 if code == 0 else min(2.0 ** (max(self.falls, 1) - 1), MAX_RESTART_DELAY)
        self.start_at = math.inf if self.is_errand else now + pause


@dataclass
class Supervisor:
    """Keeps every post manned until it is told to stop."""

    posts: list[ManagedProcess]
    grace: float = 3.0
    ended: Callable[[ManagedProcess, int], None] = lambda post, code: None
    is_stopping: bool = False

    def stop(self, *_: object) -> None:
        """Called by signal handlers: a flag and no lock, which they could never get."""
        self.is_stopping = True

    def stop_on_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop)

    def run(self, look: Callable[[], None] = lambda: None, every: float = 1.0) -> None:
        """Man the posts and call LOOK again and again; come back when all have ended."""
        next_look = time.monotonic()
        try:
            while not self.is_stopping:
                self._man()
                if time.monotonic() >= next_look:
                    look()
                    next_look = time.monotonic() + every
                time.sleep(POLL_INTERVAL)
        finally:
            self._dismiss()

    def _man(self) -> None:
        now = time.monotonic()
        for post in self.posts:
            self._reap(post, now)
            if post.process is None and now >= post.start_at:
                self._start(post, now)

    @staticmethod
    def _start(post: ManagedProcess, now: float) -> None:
        """A machine that has no room for a process now may have some later."""
        try:
            post.start(now)
        except OSError as error:
            logger.warning("%s cannot be started: %s", post.name, error)
            post.started_at = now
            post.clear(now, 1)

    def _reap(self, post: ManagedProcess, now: float) -> None:
        if post.process is None or (code := post.process.poll()) is None:
            return
        if code:
            logger.warning("%s ended with code %s", post.name, code)
        post.kill()  # what it has started itself must not go on beside its successor
        self.ended(post, code)
        post.clear(now, code)

    def _dismiss(self) -> None:
        """Ask, wait out the grace, end what is left; only then say who has ended."""
        self.is_stopping = True
        present = [post for post in self.posts if post.process]
        for post in present:
            post.ask_to_end()
        deadline = time.monotonic() + self.grace
        while any(post.is_alive() for post in present) and time.monotonic() < deadline:
            time.sleep(POLL_INTERVAL / 4)
        for post in present:
            post.kill()
        for post in present:
            self.ended(post, post.last_words())


def _die_with_parent(parent: int, parting: signal.Signals) -> None:
    """Linux ends the child when we die without a word, by kill -9 for one."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, parting)
    if os.getppid() != parent:
        os._exit(1)
