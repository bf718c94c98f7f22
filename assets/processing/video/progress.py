"""Listens to what ffmpeg says of its way, and passes it on."""

from collections.abc import Callable


class Progress:
    """How much of a film is done, between nothing and 1; it never goes back."""

    def __init__(self, seconds: float, tell: Callable[[float], None]) -> None:
        self.fraction = 0.0
        self._seconds = seconds
        self._tell = tell
        self._rest = b""

    def hear(self, piece: bytes) -> None:
        *lines, self._rest = (self._rest + piece).split(b"\n")
        for line in lines:
            name, _, value = line.partition(b"=")
            if name == b"out_time_us" and value.isdigit() and self._seconds:
                done = int(value) / 1e6 / self._seconds
                self.fraction = max(self.fraction, min(done, 1.0))

    def beat(self) -> None:
        self._tell(self.fraction)
