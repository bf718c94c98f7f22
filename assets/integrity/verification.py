"""Verify stored files by reading them: all, a share of them, or those that are overdue."""

import heapq
import math
import time
from datetime import timedelta
from itertools import groupby
from operator import itemgetter

from django.db import transaction
from django.utils import timezone

from assets.integrity import findings, inventory
from assets.models import Asset, Finding, Rendition, Verification
from assets.storage import vault

FULL_SHARE = 100
# A run that is killed repeats at most one page.
MAX_FILES_PER_PAGE = 500
MAX_SECONDS_PER_PAGE = 2.0
RESUMABLE_FOR = timedelta(days=7)
# An upload stores its bytes before their row, so a new file without a row isn't stray yet.
ARRIVAL_GRACE = timedelta(hours=1)
# Every original is verified once a month. This leaves some days for the work.
OVERDUE_AFTER = timedelta(days=25)


class RateLimit:
    """Limits reading to a number of bytes per second."""

    def __init__(self, rate):
        self.rate, self._next_at = rate, 0.0

    def __call__(self, blocks):
        for block in blocks:
            yield block
            now = time.monotonic()
            self._next_at = max(self._next_at, now) + len(block) / self.rate
            time.sleep(self._next_at - now)


class VerificationRun:
    """One run over the files, saved page by page so that it can be resumed."""

    def __init__(self, scope, pace=iter, report_progress=lambda verification: None):
        self.verification = find_resumable(scope) or Verification.objects.create(scope=scope)
        self.pace, self.report_progress = pace, report_progress
        self._begin_page()

    def check(self, row):
        if findings.get_asset(row).doomed_at:
            return
        if problem := findings.check(row, self.pace):
            findings.record_loss(row, problem, self.verification)
        else:
            self._intact.append(row)
        self.verification.files_checked += 1
        self.verification.bytes_checked += row.size
        self.verification.last_key = row.key
        self._end_page_if_full()

    def note_stray(self, key):
        status = vault.stat(key)
        if status and not (status.may_be_arriving and _is_recent(status)):
            self._strays.append(key)
            self._end_page_if_full()

    def finish(self):
        self.verification.finished_at = timezone.now()
        self.end_page()
        return self.verification

    def _begin_page(self):
        # Files are recorded as verified at the start of their page: what happened to them after
        # they were read is unknown.
        self._began_at, self._began_monotonic = timezone.now(), time.monotonic()
        self._intact, self._strays, self._files_before = [], [], self.verification.files_checked

    def _end_page_if_full(self):
        files = self.verification.files_checked - self._files_before + len(self._strays)
        seconds = time.monotonic() - self._began_monotonic
        if files >= MAX_FILES_PER_PAGE or seconds > MAX_SECONDS_PER_PAGE:
            self.end_page()

    def end_page(self):
        with transaction.atomic():
            findings.mark_whole(self._intact, self._began_at)
            # A row may have been created since the folder was read, so look again.
            for folder, keys in groupby(self._strays, _folder_of):
                for key in inventory.find_strays(folder, list(keys)):
                    findings.record(
                        _to_storable_key(key), Finding.Problem.STRAY, self.verification
                    )
            self.verification.save()
        self.report_progress(self.verification)
        self._begin_page()


def find_resumable(scope):
    """Return a recent interrupted run with the same scope, or None."""
    recent = Verification.objects.unfinished().filter(
        started_at__gt=timezone.now() - RESUMABLE_FOR
    )
    return next(
        (verification for verification in recent.newest_first() if verification.scope == scope),
        None,
    )


def verify_all(**options):
    """Verify all files in order of their keys, and find stray ones. Return the verification."""
    run = VerificationRun({"share": FULL_SHARE}, **options)
    reached = run.verification.last_key
    for folder in inventory.FOLDERS[_folder_index(reached) :]:
        after = reached if _folder_of(reached) == folder else ""
        for key, row in _merge_rows_and_files(folder, after):
            if row:
                run.check(row)
            else:
                run.note_stray(key)
    verification = run.finish()
    # Every file that is still wrong is a finding of this run by now, so older ones are closed.
    earlier = (
        Finding.objects.open()
        .filter(found_at__lt=verification.started_at)
        .exclude(verification=verification)
    )
    earlier.update(repaired_at=verification.finished_at)
    return verification


def verify_share(percent, **options):
    """Verify a share of the originals and of the renditions, longest unverified first."""
    run = VerificationRun({"share": percent}, **options)
    done = run.verification.files_checked
    for rows in _living_rows():
        # Files done before an interruption count, first for the originals.
        share = math.ceil(rows.count() * percent / 100)
        _verify_oldest(
            run, rows.verified_before(run.verification.started_at), max_files=share - done
        )
        done = max(done - share, 0)
    return run.finish()


def verify_overdue(now, seconds, **options):
    """Verify files that are overdue for some seconds. Return None if none are."""
    overdue = [rows.verified_before(now - OVERDUE_AFTER) for rows in _living_rows()]
    if not any(rows.exists() for rows in overdue):
        return None
    run = VerificationRun({"overdue": OVERDUE_AFTER.days}, **options)
    deadline = time.monotonic() + seconds
    for rows in overdue:
        _verify_oldest(run, rows, deadline=deadline)
    return run.finish()


def _living_rows():
    return Asset.objects.living(), Rendition.objects.living()


def _verify_oldest(run, rows, max_files=math.inf, deadline=math.inf):
    while max_files > 0:
        # Verified files are no longer among the rows, so each page starts from the beginning.
        page = list(rows.longest_unverified_first()[: min(max_files, MAX_FILES_PER_PAGE)])
        for row in page:
            if time.monotonic() > deadline:
                return
            run.check(row)
        run.end_page()
        max_files = max_files - len(page) if page else 0


def _merge_rows_and_files(folder, after):
    """Yield each key with its row, or with None if there's only a file."""
    with_row = ((row.key, row) for row in inventory.iterate_rows(folder, after))
    stored = ((key, None) for key in vault.walk(folder, after))
    by_key = itemgetter(0)
    for key, pairs in groupby(heapq.merge(with_row, stored, key=by_key), by_key):
        yield key, next((row for _, row in pairs if row), None)


def _folder_of(key):
    return key.partition("/")[0]


def _folder_index(reached):
    return inventory.FOLDERS.index(_folder_of(reached)) if reached else 0


def _is_recent(status):
    return status.modified > (timezone.now() - ARRIVAL_GRACE).timestamp()


def _to_storable_key(key):
    # A stray file can have any name, also one that isn't valid text.
    return key.encode(errors="replace").decode()[:200]
