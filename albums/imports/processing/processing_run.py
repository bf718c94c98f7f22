"""Pictures made of what has been kept, while somebody looks on."""

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
    """The assets of all that lies in it."""
    here = Placement.objects.alive().filter(album=album, picture=OuterRef("picture"))
    versions = Version.objects.filter(Exists(here), asset=OuterRef("pk"))
    return Asset.objects.living().filter(Exists(versions))


class ProcessingRun:
    """The developing of some assets. Whoever stops it loses nothing: the work waits for others."""

    def __init__(self, assets, console, halt):
        self.assets, self.console, self.halt = assets, console, halt
        self.failed = 0
        self._total = self._left = 0
        self._are_films_left = False
        self._pace = SpeedMeter()

    def go_on(self):
        """The exit status: 0 unless it was stopped. That a file has no preview is told."""
        began = time.monotonic()
        self._look()
        if self._left and not self.halt.has_come:
            self._have_it_done()
        if self._total > self._left:
            self.console.say(
                report.format_finished(self._total - self._left, time.monotonic() - began)
            )
        self._tell_of_failures()
        if self._left and self.halt.has_come:
            self.console.complain(report.format_stopped(self._left))
            return EXIT_STOPPED
        return EXIT_STOPPED if self._are_films_left else 0

    def ask_again(self, before):
        """Of those kept BEFORE some may have been forgotten, or wait for another try.

        They were stopped, perhaps often: that is not their fault, and has an end here.
        """
        left = self.assets.unprocessed().filter(kept_at__lt=before)
        pks = self._ask(lambda: list(left.values_list("pk", flat=True)))
        for batch in batched(pks, BATCH_SIZE, strict=False):
            self._ask(partial(_requeue_batch, batch))

    def _have_it_done(self):
        with start_workers() as workers:
            while workers.are_here and self._left and not self.halt.has_come:
                self.halt.wait(POLL_SECONDS)
                self._look()
                self._show()
            if not self._left and self._ask(self._has_films):
                self._wait_for_films(workers)
            excuse = workers.excuse()
        self._look()
        if self._left and not self.halt.has_come:
            self.console.complain(report.format_left_to_server(self._left, excuse))

    def _wait_for_films(self, workers):
        """Nobody but the workers knows which of them have to be made playable."""
        self.console.say(report.format_converting_videos())
        while workers.are_here and not self.halt.has_come:
            self.halt.wait(POLL_SECONDS)
        if self.halt.has_come:
            self._are_films_left = True
            self.console.complain(report.format_videos_left())

    def _look(self):
        """What others add meanwhile counts as well, and nothing is counted backwards."""
        left = self._ask(self.assets.unprocessed().count)
        self._total += max(0, left - self._left)
        self._left = left

    def _show(self):
        done = self._total - self._left
        self._pace.mark(time.monotonic(), done)
        said = report.format_progress(done, self._total, self._pace.seconds_for(self._left))
        self.console.show(done / self._total, said)

    def _has_films(self):
        return self.assets.filter(kind=Kind.FILM).exists()

    def _tell_of_failures(self):
        lines = self._ask(lambda: report.list_failures(self.assets.failed()))
        self.failed = len(lines)
        for line in lines:
            self.console.complain(line)
        if lines:
            self.console.say(report.format_without_preview(len(lines)))

    def _ask(self, question):
        return retry(question, self.halt)


def _requeue_batch(pks):
    with transaction.atomic():
        Asset.objects.unprocessed().filter(pk__in=pks).update(attempts=0)
        process_soon(pks)
