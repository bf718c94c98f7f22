"""What a run says on a terminal, or into a file: one line a trouble, one summary."""

import os
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

from albums.imports import messages
from albums.imports.file_walk import ObstacleReason, escape_for_terminal
from albums.imports.progress import SpeedMeter, render_bar
from albums.imports.run import FileStatus

REPAINT_SECONDS = 0.2
LOG_SECONDS = 10.0
DEFAULT_WIDTH = 80
CLEAR_LINE = "\r\x1b[K"
REFUSED_REASONS = {ObstacleReason.LINKED_FOLDER, ObstacleReason.SPECIAL}


@dataclass
class Tally:
    """What became of the files so far."""

    counts: Counter = field(default_factory=Counter)
    expected_files: int = 0
    expected_bytes: int = 0
    files: int = 0
    bytes: int = 0
    new_bytes: int = 0
    left_out: int = 0

    @property
    def rest(self):
        """How many files, and how many bytes, have come to no end yet."""
        return self.expected_files - self.files, self.expected_bytes - self.bytes

    @property
    def has_trouble(self):
        return bool(self.counts[FileStatus.REFUSED] or self.counts[FileStatus.FAILED])

    def add(self, result):
        self.counts[result.verdict] += 1
        self.files += 1
        self.bytes += result.found.size
        if result.verdict == FileStatus.NEW:
            self.new_bytes += result.found.size


class Console:
    """Troubles and progress go to the error output, so that the summary can be kept apart."""

    def __init__(self, stdout, stderr):
        self.stdout, self.stderr = stdout, stderr
        self._is_terminal = stderr.isatty() and os.environ.get("TERM") != "dumb"
        self.begin()
        for stream in (stdout, stderr):
            with suppress(AttributeError):
                stream.reconfigure(errors="backslashreplace")

    def begin(self, files=()):
        """The clock and the counting."""
        self.tally, self._pace = Tally(), SpeedMeter()
        self.started = self._painted = self._spoken = time.monotonic()
        self.expect(files)

    def expect(self, files, left_out=0):
        self.tally.expected_files = len(files)
        self.tally.expected_bytes = sum(found.size for found in files)
        self.tally.left_out = left_out

    def obstacle(self, obstacle):
        verdict = FileStatus.REFUSED if obstacle.why in REFUSED_REASONS else FileStatus.FAILED
        self.tally.counts[verdict] += 1
        self._complain_of(verdict, obstacle.path, messages.describe_obstacle(obstacle))

    def result(self, result):
        self.tally.add(result)
        if result.error:
            self._complain_of(
                result.verdict, result.found.path, messages.describe_error(result.error)
            )

    def progress(self, bytes_in_flight=0):
        """Called often; says something seldom."""
        now = time.monotonic()
        if not self._is_time_to_paint(now):
            return
        size = self.tally.expected_bytes
        done = min(size, self.tally.bytes + bytes_in_flight)
        self._pace.mark(now, done)
        left = self._pace.seconds_for(size - done)
        said = messages.format_progress(self.tally, done, self._pace.per_second(), left)
        self._paint(now, done / size if size else 1.0, said)

    def show(self, fraction, said):
        """The same for work that is not counted in bytes."""
        now = time.monotonic()
        if self._is_time_to_paint(now):
            self._paint(now, fraction, said)

    def summary(self, title):
        spent = time.monotonic() - self.started
        self.say(messages.format_summary(escape_for_terminal(title), self.tally, spent))

    def stopped(self, trouble):
        """The reason, or none when somebody asked."""
        self.complain(messages.format_stopped(trouble, *self.tally.rest))

    def say(self, sentence):
        self._clear()
        self._write(self.stdout, sentence)

    def complain(self, sentence):
        self._clear()
        self._write(self.stderr, sentence)

    def _is_time_to_paint(self, now):
        return now - self._painted >= REPAINT_SECONDS

    def _paint(self, now, fraction, said):
        self._painted = now
        if self._is_terminal:
            line = render_bar(fraction, said, self._width() - 1)
            self._write(self.stderr, f"{CLEAR_LINE}{line}", "")
        elif now - self._spoken >= LOG_SECONDS:
            self._spoken = now
            self.say(", ".join(said))

    def _complain_of(self, verdict, path, sentence):
        self.complain(f"{verdict}: {escape_for_terminal(path)}: {sentence}")

    def _clear(self):
        if self._is_terminal:
            self._write(self.stderr, CLEAR_LINE, "")

    def _write(self, stream, text, ending="\n"):
        """Who does not listen any more, or has no room to note it, does not stop the work."""
        with suppress(OSError):
            stream.write(text, str, ending)
            stream.flush()

    def _width(self):
        """Some terminals do not know it and say nothing, or none at all."""
        with suppress(OSError, AttributeError, ValueError):
            return os.get_terminal_size(self.stderr.fileno()).columns or DEFAULT_WIDTH
        return DEFAULT_WIDTH
