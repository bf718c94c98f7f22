"""Print the problems, the progress and the summary of an import to a terminal or a log file."""

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
    """Count the files by their result, and the bytes that are done."""

    counts: Counter = field(default_factory=Counter)
    expected_files: int = 0
    expected_bytes: int = 0
    files: int = 0
    bytes: int = 0
    new_bytes: int = 0
    skipped: int = 0

    @property
    def remaining(self):
        """The numbers of files and bytes that have no result yet."""
        return self.expected_files - self.files, self.expected_bytes - self.bytes

    @property
    def has_problems(self):
        return bool(self.counts[FileStatus.REFUSED] or self.counts[FileStatus.FAILED])

    def add(self, result):
        self.counts[result.status] += 1
        self.files += 1
        self.bytes += result.source.size
        if result.status == FileStatus.NEW:
            self.new_bytes += result.source.size


class Console:
    """Write problems and the progress bar to stderr, and everything else to stdout."""

    def __init__(self, stdout, stderr):
        self.stdout, self.stderr = stdout, stderr
        self._is_terminal = stderr.isatty() and os.environ.get("TERM") != "dumb"
        self.begin()
        for stream in (stdout, stderr):
            # A log in a small character set must not end the import at the first other letter.
            with suppress(AttributeError):
                stream.reconfigure(errors="backslashreplace")

    def begin(self, files=()):
        """Start the clock and count from zero."""
        self.tally, self._speed = Tally(), SpeedMeter()
        self.started = self._painted_at = self._logged_at = time.monotonic()
        self.set_expected(files)

    def set_expected(self, files, skipped=0):
        self.tally.expected_files = len(files)
        self.tally.expected_bytes = sum(source.size for source in files)
        self.tally.skipped = skipped

    def report_obstacle(self, obstacle):
        is_refused = obstacle.reason in REFUSED_REASONS
        status = FileStatus.REFUSED if is_refused else FileStatus.FAILED
        self.tally.counts[status] += 1
        self._report_problem(status, obstacle.path, messages.describe_obstacle(obstacle))

    def report_result(self, result):
        self.tally.add(result)
        if result.error:
            self._report_problem(
                result.status, result.source.path, messages.describe_error(result.error)
            )

    def show_import_progress(self, bytes_in_flight=0):
        """Show the progress of an import; called often, paints rarely."""
        now = time.monotonic()
        if not self._is_time_to_paint(now):
            return
        size = self.tally.expected_bytes
        done = min(size, self.tally.bytes + bytes_in_flight)
        self._speed.mark(now, done)
        seconds = self._speed.estimate_seconds(size - done)
        words = messages.format_progress(
            self.tally, done, self._speed.compute_per_second(), seconds
        )
        self._paint(now, done / size if size else 1.0, words)

    def show_progress(self, fraction, words):
        """Show the progress of work that isn't counted in bytes."""
        now = time.monotonic()
        if self._is_time_to_paint(now):
            self._paint(now, fraction, words)

    def print_summary(self, title):
        seconds = time.monotonic() - self.started
        self.say(messages.format_summary(escape_for_terminal(title), self.tally, seconds))

    def print_stopped(self, error):
        """Report an early end; ERROR is None when a person or the system asked for it."""
        self.print_error(messages.format_stopped(error, *self.tally.remaining))

    def say(self, sentence):
        self._clear()
        self._write(self.stdout, sentence)

    def print_error(self, sentence):
        self._clear()
        self._write(self.stderr, sentence)

    def _is_time_to_paint(self, now):
        return now - self._painted_at >= REPAINT_SECONDS

    def _paint(self, now, fraction, words):
        self._painted_at = now
        if self._is_terminal:
            line = render_bar(fraction, words, self._measure_width() - 1)
            self._write(self.stderr, f"{CLEAR_LINE}{line}", "")
        elif now - self._logged_at >= LOG_SECONDS:
            self._logged_at = now
            self.say(", ".join(words))

    def _report_problem(self, status, path, sentence):
        self.print_error(f"{status}: {escape_for_terminal(path)}: {sentence}")

    def _clear(self):
        if self._is_terminal:
            self._write(self.stderr, CLEAR_LINE, "")

    def _write(self, stream, text, ending="\n"):
        # A closed pipe or a full log disk must not stop the import.
        with suppress(OSError):
            stream.write(text, str, ending)
            stream.flush()

    def _measure_width(self):
        # Some terminals report no width, others report 0.
        with suppress(OSError, AttributeError, ValueError):
            return os.get_terminal_size(self.stderr.fileno()).columns or DEFAULT_WIDTH
        return DEFAULT_WIDTH
