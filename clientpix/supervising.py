"""Child processes that are always there: started, watched, started again, ended in time."""

import ctypes
import logging
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

logger = logging.getLogger(__name__)

LIVED_WELL = 30.0
LONGEST_PAUSE = 30.0
GLANCE = 0.2
PR_SET_PDEATHSIG = 1


@dataclass
class Post:
    """A place that one process holds at a time."""

    name: str
    command: Callable[["Post"], Sequence[str]]
    serial: int = 0
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    falls: int = 0

    def kill(self) -> None:
        if self.process:
            self.process.kill()

    def start(self, now: float) -> None:
        self.serial += 1
        self.process = subprocess.Popen(  # noqa: S603
            self.command(self),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )
        self.started_at = now

    def clear(self, now: float, code: int) -> None:
        """The process ended: a clean end is followed at once, a fall after a growing pause."""
        self.process = None
        has_lived_well = code == 0 or now - self.started_at >= LIVED_WELL
        self.falls = 0 if has_lived_well else self.falls + 1
        pause = 0.0 if code == 0 else min(2.0 ** (max(self.falls, 1) - 1), LONGEST_PAUSE)
        self.start_at = now + pause


@dataclass
class Supervisor:
    """Keeps every post manned until it is told to stop."""

    posts: list[Post]
    grace: float = 3.0
    ended: Callable[[Post, int], None] = lambda post, code: None
    _stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def is_stopping(self) -> bool:
        return self._stopping.is_set()

    def stop(self, *_: object) -> None:
        self._stopping.set()

    def stop_on_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop)

    def run(self, look: Callable[[], None] = lambda: None, every: float = 1.0) -> None:
        """Man the posts and call LOOK again and again; come back when all have ended."""
        next_look = time.monotonic()
        try:
            while not self._stopping.is_set():
                self._man()
                if time.monotonic() >= next_look:
                    look()
                    next_look = time.monotonic() + every
                self._stopping.wait(GLANCE)
        finally:
            self._dismiss()

    def _man(self) -> None:
        now = time.monotonic()
        for post in self.posts:
            self._reap(post, now)
            if post.process is None and now >= post.start_at:
                post.start(now)

    def _reap(self, post: Post, now: float) -> None:
        if post.process is None or (code := post.process.poll()) is None:
            return
        if code:
            logger.warning("%s ended with code %s", post.name, code)
        self.ended(post, code)
        post.clear(now, code)

    def _dismiss(self) -> None:
        """Ask, wait out the grace, then end what is left."""
        for post in self.posts:
            if post.process:
                post.process.terminate()
        deadline = time.monotonic() + self.grace
        for post in self.posts:
            if post.process:
                self._wait(post.process, deadline)
                self.ended(post, post.process.returncode)
                post.process = None

    @staticmethod
    def _wait(process: subprocess.Popen[bytes], deadline: float) -> None:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _end_with_parent() -> None:
    """Linux ends the child when we die without a word, by kill -9 for one."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
