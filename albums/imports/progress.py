"""How far it is, how fast it goes and how long it may take, in numbers."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

WINDOW_SECONDS = 15.0
MIN_BAR_WIDTH = 10


@dataclass
class SpeedMeter:
    """The speed of the last seconds, which is what the next ones will most likely have."""

    marks: deque[tuple[float, int]] = field(default_factory=deque)

    def mark(self, now: float, done: int) -> None:
        self.marks.append((now, done))
        while len(self.marks) > 2 and self.marks[1][0] <= now - WINDOW_SECONDS:
            self.marks.popleft()

    def per_second(self) -> float:
        if len(self.marks) < 2:
            return 0.0
        (first, then), (last, now) = self.marks[0], self.marks[-1]
        return max(0.0, (now - then) / (last - first)) if last > first else 0.0

    def seconds_for(self, rest: int) -> float | None:
        speed = self.per_second()
        return rest / speed if speed else None


def render_bar(fraction: float, words: Sequence[str], width: int) -> str:
    """One line of at most WIDTH: a bar and as many of the words as there is room for."""
    said = "  ".join(words)
    length = width - len(said) - 3
    if length >= MIN_BAR_WIDTH:
        full = min(length, max(0, int(length * fraction)))
        return f"[{'#' * full}{'-' * (length - full)}] {said}"
    return render_bar(fraction, words[:-1], width) if len(words) > 1 else said[: max(0, width)]
