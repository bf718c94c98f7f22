"""Prepare imported photos while a command shows the progress."""

import time
from functools import partial
from itertools import batched

from django.db import transaction
from django.db.models import Exists, OuterRef

from albums.imports.processing import report
from albums.imports.processing.worker_process import start_workers
from albums.imports.progress import SpeedMeter
from albums.imports.retrying import retry
from albums.models import Placement
from assets.intake.kinds import Kind
from assets.models import Asset, Version
from assets.processing.tasks import process_soon

EXIT_STOPPED = 130
POLL_SECONDS = 0.5
BATCH_SIZE = 500


def filter_assets_in(album):
    """Return the assets of every picture in the album."""
    placements = Placement.objects.alive().filter(album=album, picture=OuterRef("picture"))
    versions = Version.objects.filter(Exists(placements), asset=OuterRef("pk"))
    return Asset.objects.living().filter(Exists(versions))


class ProcessingRun:
    """Prepare some assets. Stopping it loses nothing: the server's workers do the rest."""

    def __init__(self, assets, console, stop):
        self.assets, self.console, self.stop = assets, console, stop
        self.failed = 0
        self._total = self._left = 0
        self._are_videos_left = False
        self._speed = SpeedMeter()

    def run(self):
        """Wait until all is prepared and return the exit status: 0 unless it was stopped."""
        started = time.monotonic()
        self._count()
        if self._left and not self.stop.is_set:
            self._wait_for_workers()
        if self._total > self._left:
            self.console.say(
                report.format_finished(self._total - self._left, time.monotonic() - started)
            )
        self._report_failures()
        if self._left and self.stop.is_set:
            self.console.print_error(report.format_stopped(self._left))
            return EXIT_STOPPED
        return EXIT_STOPPED if self._are_videos_left else 0

    def requeue_unfinished(self, before):
        """Queue the unfinished assets kept BEFORE again, as if they had never been tried.

        Their jobs may have got lost. Earlier attempts don't count: commands that were stopped
        have used them up, not the files.
        """
        unfinished = self.assets.unprocessed().filter(kept_at__lt=before)
        pks = self._retry(lambda: list(unfinished.values_list("pk", flat=True)))
        for batch in batched(pks, BATCH_SIZE, strict=False):
            self._retry(partial(_requeue_batch, batch))

    def _wait_for_workers(self):
        with start_workers() as workers:
            # The workers exit by themselves, also when the rest has to be retried much later.
            while workers.is_running and self._left and not self.stop.is_set:
                self.stop.wait(POLL_SECONDS)
                self._count()
                self._show_progress()
            if not self._left and self._retry(self._has_videos):
                self._wait_for_videos(workers)
            failure = workers.failure()
        self._count()
        if self._left and not self.stop.is_set:
            self.console.print_error(report.format_left_to_server(self._left, failure))

    def _wait_for_videos(self, workers):
        # Only the workers know which videos have to be converted, so wait until they exit.
        self.console.say(report.format_converting_videos())
        while workers.is_running and not self.stop.is_set:
            self.stop.wait(POLL_SECONDS)
        if self.stop.is_set:
            self._are_videos_left = True
            self.console.print_error(report.format_videos_left())

    def _count(self):
        left = self._retry(self.assets.unprocessed().count)
        # Files that others add meanwhile raise the total, so the progress never goes backwards.
        self._total += max(0, left - self._left)
        self._left = left

    def _show_progress(self):
        done = self._total - self._left
        self._speed.mark(time.monotonic(), done)
        words = report.format_progress(done, self._total, self._speed.estimate_seconds(self._left))
        self.console.show_progress(done / self._total, words)

    def _has_videos(self):
        return self.assets.filter(kind=Kind.FILM).exists()

    def _report_failures(self):
        lines = self._retry(lambda: report.list_failures(self.assets.failed()))
        self.failed = len(lines)
        for line in lines:
            self.console.print_error(line)
        if lines:
            self.console.say(report.format_without_preview(len(lines)))

    def _retry(self, action):
        return retry(action, self.stop)


def _requeue_batch(pks):
    with transaction.atomic():
        Asset.objects.unprocessed().filter(pk__in=pks).update(attempts=0)
        process_soon(pks)
