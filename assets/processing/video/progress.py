"""Parse the progress that ffmpeg prints, and report it."""

from collections.abc import Callable


class Progress:
    """The finished fraction of a video, from 0 to 1; it never decreases."""

    def __init__(self, seconds: float, report_progress: Callable[[float], None]) -> None:
        self.fraction = 0.0
        self._seconds = seconds
        self._report_progress = report_progress
        self._rest = b""

    def feed(self, chunk: bytes) -> None:
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        for line in lines:
            name, _, value = line.partition(b"=")
            if name == b"out_time_us" and value.isdigit() and self._seconds:
                done = int(value) / 1e6 / self._seconds
                self.fraction = max(self.fraction, min(done, 1.0))

    def report(self) -> None:
        self._report_progress(self.fraction)
