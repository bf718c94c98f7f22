"""Measure the speed of some work and draw its progress bar."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

WINDOW_SECONDS = 15.0
MIN_BAR_WIDTH = 10


@dataclass
class SpeedMeter:
    """Measure the speed of the last 15 seconds, the best guess for the next ones."""

    marks: deque[tuple[float, int]] = field(default_factory=deque)

    def mark(self, now: float, done: int) -> None:
        self.marks.append((now, done))
        while len(self.marks) > 2 and self.marks[1][0] <= now - WINDOW_SECONDS:
            self.marks.popleft()

    def compute_per_second(self) -> float:
        if len(self.marks) < 2:
            return 0.0
        (start, done_at_start), (end, done_at_end) = self.marks[0], self.marks[-1]
        return max(0.0, (done_at_end - done_at_start) / (end - start)) if end > start else 0.0

    def estimate_seconds(self, remaining: int) -> float | None:
        speed = self.compute_per_second()
        return remaining / speed if speed else None


def render_bar(fraction: float, words: Sequence[str], width: int) -> str:
    """Return a bar and as many of the words as fit, at most WIDTH characters together."""
    text = "  ".join(words)
    length = width - len(text) - 3
    if length >= MIN_BAR_WIDTH:
        full = min(length, max(0, int(length * fraction)))
        return f"[{'#' * full}{'-' * (length - full)}] {text}"
    return render_bar(fraction, words[:-1], width) if len(words) > 1 else text[: max(0, width)]
