"""Reading what is kept, to know that it is whole: all of it, a share, or what is overdue."""

import heapq
import math
import time
from datetime import timedelta
from itertools import groupby
from operator import itemgetter

from django.db import transaction
from django.utils import timezone

from assets.integrity import findings, inventory
from assets.models import Asset, Copy, Finding, Proof
from assets.storage import vault

FULL_SHARE = 100
MAX_FILES_PER_PAGE = 500
MAX_SECONDS_PER_PAGE = 2.0
RESUMABLE_FOR = timedelta(days=7)
ARRIVAL_GRACE = timedelta(hours=1)
OVERDUE_AFTER = timedelta(days=25)


class RateLimit:
    """No faster than so many bytes a second."""

    def __init__(self, rate):
        self.rate, self._next = rate, 0.0

    def __call__(self, pieces):
        for piece in pieces:
            yield piece
            now = time.monotonic()
            self._next = max(self._next, now) + len(piece) / self.rate
            time.sleep(self._next - now)


class VerificationRun:
    """One going through files, written down page by page, so that it can be gone on with."""

    def __init__(self, scope, pace=iter, tell=lambda proof: None):
        self.proof = find_resumable(scope) or Proof.objects.create(scope=scope)
        self.pace, self.tell = pace, tell
        self._begin_page()

    def look_at(self, row):
        if findings.get_asset(row).doomed_at:
            return
        if what := findings.check(row, self.pace):
            findings.record_loss(row, what, self.proof)
        else:
            self._whole.append(row)
        self.proof.files += 1
        self.proof.bytes += row.size
        self.proof.reached = row.key
        self._end_page_if_full()

    def note_stray(self, key):
        found = vault.stat(key)
        if found and not (found.may_be_arriving and _is_recent(found)):
            self._strays.append(key)
            self._end_page_if_full()

    def finish(self):
        self.proof.finished_at = timezone.now()
        self.end_page()
        return self.proof

    def _begin_page(self):
        """What is on a page was whole when it began; of what happened since, nobody knows."""
        self._since, self._at = timezone.now(), time.monotonic()
        self._whole, self._strays, self._files = [], [], self.proof.files

    def _end_page_if_full(self):
        files = self.proof.files - self._files + len(self._strays)
        if files >= MAX_FILES_PER_PAGE or time.monotonic() - self._at > MAX_SECONDS_PER_PAGE:
            self.end_page()

    def end_page(self):
        with transaction.atomic():
            findings.mark_whole(self._whole, self._since)
            for folder, keys in groupby(self._strays, _folder_of):
                for key in inventory.find_strays(folder, list(keys)):
                    findings.record(_to_storable_key(key), Finding.What.STRAY, self.proof)
            self.proof.save()
        self.tell(self.proof)
        self._begin_page()


def find_resumable(scope):
    """A reading of that scope which was broken off and is not too old to be gone on with."""
    lately = Proof.objects.unfinished().filter(started_at__gt=timezone.now() - RESUMABLE_FOR)
    return next((proof for proof in lately.newest_first() if proof.scope == scope), None)


def verify_all(**manner):
    """From the first key to the last, and what lies between them."""
    reading = VerificationRun({"share": FULL_SHARE}, **manner)
    reached = reading.proof.reached
    for folder in inventory.FOLDERS[_folder_index(reached) :]:
        after = reached if _folder_of(reached) == folder else ""
        for key, row in _merge_rows_and_files(folder, after):
            if row:
                reading.look_at(row)
            else:
                reading.note_stray(key)
    proof = reading.finish()
    # Whatever is still wrong was met again, and is a finding of this reading by now.
    earlier = Finding.objects.open().filter(found_at__lt=proof.started_at).exclude(proof=proof)
    earlier.update(repaired_at=proof.finished_at)
    return proof


def verify_share(percent, **manner):
    """Of originals and of copies, those that nobody has looked at for longest."""
    reading = VerificationRun({"share": percent}, **manner)
    done = reading.proof.files
    for rows in _living_rows():
        share = math.ceil(rows.count() * percent / 100)
        _verify_oldest(reading, rows.verified_before(reading.proof.started_at), most=share - done)
        done = max(done - share, 0)
    return reading.finish()


def verify_overdue(now, seconds, **manner):
    """What nobody has looked at for long, as much as can be done in time; nothing, if all is."""
    overdue = [rows.verified_before(now - OVERDUE_AFTER) for rows in _living_rows()]
    if not any(rows.exists() for rows in overdue):
        return None
    reading, until = (
        VerificationRun({"overdue": OVERDUE_AFTER.days}, **manner),
        time.monotonic() + seconds,
    )
    for rows in overdue:
        _verify_oldest(reading, rows, until=until)
    return reading.finish()


def _living_rows():
    return Asset.objects.living(), Copy.objects.living()


def _verify_oldest(reading, rows, most=math.inf, until=math.inf):
    """Who was looked at is no longer among these, so that each page begins anew."""
    while most > 0:
        page = list(rows.longest_unverified_first()[: min(most, MAX_FILES_PER_PAGE)])
        for row in page:
            if time.monotonic() > until:
                return
            reading.look_at(row)
        reading.end_page()
        most = most - len(page) if page else 0


def _merge_rows_and_files(folder, after):
    """Every key with its row; without one, if only the bytes are there."""
    told = ((row.key, row) for row in inventory.iterate_rows(folder, after))
    there = ((key, None) for key in vault.walk(folder, after))
    by_key = itemgetter(0)
    for key, same in groupby(heapq.merge(told, there, key=by_key), by_key):
        yield key, next((row for _, row in same if row), None)


def _folder_of(key):
    return key.partition("/")[0]


def _folder_index(reached):
    return inventory.FOLDERS.index(_folder_of(reached)) if reached else 0


def _is_recent(found):
    return found.modified > (timezone.now() - ARRIVAL_GRACE).timestamp()


def _to_storable_key(key):
    """Nobody of ours made this name, so it may be anything."""
    return key.encode(errors="replace").decode()[:200]
