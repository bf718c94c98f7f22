"""Being told to stop: heard at once, obeyed where nothing is left half done."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

POLL_SECONDS = 0.1
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class StopSignal:
    """A flag that a signal sets. Who asks a second time does not wait: that ends the process."""

    def __init__(self) -> None:
        self.has_come = False

    @contextmanager
    def on_signals(self) -> Iterator["StopSignal"]:
        """A terminal that hangs up asks as well, unless nobody was to hear it."""
        is_left_behind = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        numbers = STOP_SIGNALS if is_left_behind else (*STOP_SIGNALS, signal.SIGHUP)
        before = {number: signal.signal(number, self._come) for number in numbers}
        try:
            yield self
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def wait(self, seconds: float) -> None:
        """Sleep, but not through a signal."""
        until = time.monotonic() + seconds
        while not self.has_come and (rest := until - time.monotonic()) > 0:
            time.sleep(min(rest, POLL_SECONDS))

    def _come(self, number: int, _: object) -> None:
        """A flag and no lock, which a handler could never get."""
        self.has_come = True
        signal.signal(number, signal.SIG_DFL)
