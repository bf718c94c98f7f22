"""Stop a command when a signal asks for it, at a point where no work is half done."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

POLL_SECONDS = 0.1
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class StopSignal:
    """A flag that the first signal sets. The second signal ends the process at once."""

    def __init__(self) -> None:
        self.is_set = False

    @contextmanager
    def listen(self) -> Iterator["StopSignal"]:
        """Listen to SIGINT, SIGTERM and SIGHUP, and restore the old handlers afterwards."""
        # nohup ignores SIGHUP for a command that is to outlive its terminal.
        is_nohup = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        numbers = STOP_SIGNALS if is_nohup else (*STOP_SIGNALS, signal.SIGHUP)
        old_handlers = {number: signal.signal(number, self._handle) for number in numbers}
        try:
            yield self
        finally:
            for number, handler in old_handlers.items():
                signal.signal(number, handler)

    def wait(self, seconds: float) -> None:
        """Sleep, but wake up soon after a signal."""
        until = time.monotonic() + seconds
        while not self.is_set and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, POLL_SECONDS))

    def _handle(self, number: int, _frame: object) -> None:
        # A plain flag, because a handler that waits for a lock which the interrupted code holds
        # would wait for ever.
        self.is_set = True
        signal.signal(number, signal.SIG_DFL)
